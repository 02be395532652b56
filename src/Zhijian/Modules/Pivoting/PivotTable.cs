namespace Zhijian.Modules.Pivoting;

/// <summary>A pivot that was answered: the heads of both sides and the cells.</summary>
/// <param name="Rows">Without the row of totals.</param>
/// <param name="Columns">Without the column of totals; one without a name where nothing is told apart.</param>
/// <param name="After">The number of the last organisation where more follow; null where none do.</param>
/// <param name="Least">Smaller numbers of people are not told; null where all are.</param>
public sealed record PivotTable(PivotQuestion Question, PivotPlace Place, IReadOnlyList<PivotHead> Rows, IReadOnlyList<PivotHead> Columns,
    PivotGrid Grid, int? After, int? Least);

/// <summary>The organisation a pivot was asked of.</summary>
public sealed record PivotPlace(Guid Id, string Path, string Name);

/// <summary>One row or column.</summary>
/// <param name="Key">The organisation's id, the kind's name, the month or the category: what the sums are found by; empty where nothing is told
/// apart.</param>
/// <param name="Value">The same as it is said to people: an organisation's name, a value of an enumeration, a month.</param>
/// <param name="Path">Of an organisation.</param>
public sealed record PivotHead(PivotSide Side, string Key, object? Value, string? Path = null);
