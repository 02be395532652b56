using Xunit.Sdk;
using Xunit.v3;
using Zhijian.Access;
using Zhijian.Faults;
using Zhijian.Journeys;

[assembly: TestCollectionOrderer(typeof(Zhijian.Testing.LongestFirst))]

namespace Zhijian.Testing;

/// <summary>Two collections run at a time. Those that take minutes begin first, so that the others fill the time beside them and none is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [BrowserJourneys.Name, nameof(AccessMatrixTests), nameof(EveryFormTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => Place(c))];

    private static int Place(ITestCollection collection) =>
        Array.FindIndex(Long, l => collection.TestCollectionDisplayName.Contains(l, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length;
}
