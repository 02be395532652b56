using System.Text;
using Xunit.Sdk;
using Xunit.v3;
using Zhijian.Testing;

[assembly: TestCaseOrderer(typeof(TestOrder))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

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

/// <summary>
/// What takes minutes begins first, the rest in the order of its names: the pages in the browser alone take longer than everything beside them,
/// and as the last they would leave the other processor idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [BrowserJourneys.Name, "AccessMatrixTests", "EveryFormTests", "BackupTests", "KillTests"];

    public IReadOnlyCollection<TCollection> OrderTestCollections<TCollection>(IReadOnlyCollection<TCollection> testCollections)
        where TCollection : ITestCollection => [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place(string name) => Array.FindIndex(Long, l => name.Contains(l, StringComparison.Ordinal)) is var at and >= 0 ? at : Long.Length;
}
