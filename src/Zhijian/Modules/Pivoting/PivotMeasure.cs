using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators;

namespace Zhijian.Modules.Pivoting;

/// <summary>What a pivot counts, and by what it may be told apart.</summary>
/// <param name="Name">In addresses.</param>
/// <param name="Kinds">The kinds of record it counts; null for all of them, and where it counts no records.</param>
public sealed record PivotMeasure(string Name, PivotSource Source, string TextKey, IReadOnlyList<FigureKind>? Kinds)
{
    /// <summary>All filed records.</summary>
    public const string AllRecords = "records";

    /// <summary>Who belongs to the organisations today.</summary>
    public const string Members = "members";

    /// <summary>By what its values may be told apart.</summary>
    public IReadOnlyList<PivotSide> Sides => Source switch
    {
        PivotSource.Records => [PivotSide.Organisation, PivotSide.Kind, PivotSide.Month],
        PivotSource.Duties => [PivotSide.Organisation, PivotSide.Month],
        _ => [PivotSide.Organisation, PivotSide.Category],
    };

    /// <summary>Whether it counts people, so that small numbers are not told.</summary>
    public bool IsOfPeople => Source == PivotSource.Members;

    /// <summary>Everything that can be counted: all records, the measures of the figures, duties, members.</summary>
    public static IReadOnlyList<PivotMeasure> All(Measures measures, PublishedMeasures published) =>
    [
        new(AllRecords, PivotSource.Records, "pivot.measure.records", null),
        .. measures.All.Where(m => m.HasSource).Select(m => new PivotMeasure(m.Name, PivotSource.Records, m.TextKey, m.Kinds)),
        .. CountsBelowQuery.Duties.Select(d => new PivotMeasure(d, PivotSource.Duties, published.TextKey(d), null)),
        new(Members, PivotSource.Members, "pivot.measure.members", null),
    ];
}

/// <summary>Which sums a measure comes from.</summary>
public enum PivotSource
{
    Records,
    Duties,
    Members,
}
