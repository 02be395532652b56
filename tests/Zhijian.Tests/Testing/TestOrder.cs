using System.Text;
using Xunit.Sdk;
using Xunit.v3;
using Zhijian.Testing;

[assembly: TestCaseOrderer(typeof(TestOrder))]

namespace Zhijian.Testing;

/// <summary>
/// Tests of a class run in the order of their names, so that a run is the same in every folder and on every machine (xunit's own order depends on the path).
/// With <c>ZHIJIAN_TEST_ORDER=7</c> they are shuffled by that number, which finds tests that lean on one another; <c>./test --long</c> draws one and says so.
/// </summary>
public sealed class TestOrder : ITestCaseOrderer
{
    private static readonly string? Seed = Environment.GetEnvironmentVariable("ZHIJIAN_TEST_ORDER");

    public IReadOnlyCollection<TCase> OrderTestCases<TCase>(IReadOnlyCollection<TCase> testCases)
        where TCase : notnull, ITestCase => [.. testCases.OrderBy(t => Place(t), StringComparer.Ordinal)];

    private static string Place(ITestCase test) => Seed is null or ""
        ? test.TestCaseDisplayName
        : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {test.TestCaseDisplayName}")));
}
