using Zhijian.Modules.People;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>Where a staged row stands.</summary>
public enum RowState
{
    /// <summary>Not looked at yet.</summary>
    Staged,

    /// <summary>Can enter.</summary>
    Right,

    Faulty,

    /// <summary>May be somebody who is known; waits for a decision.</summary>
    Twin,
}

/// <summary>What a row would do, or did.</summary>
public enum RowOutcome
{
    Create,
    Change,
    Leave,
}

/// <summary>What a row holds: its cells as they came, and what was mended in place, by element.</summary>
internal sealed record RowContent(IReadOnlyList<string> Cells)
{
    public Dictionary<string, string> Mended { get; init; } = [];

    /// <summary>What the person brings along of their past, where another institution handed them on.</summary>
    public IReadOnlyList<PastEntry> Past { get; init; } = [];
}

/// <summary>A row of a batch, opened.</summary>
internal sealed class StagedRow
{
    public int Number { get; set; }

    public required RowContent Content { get; set; }

    public RowState State { get; set; }

    public Guid? TwinId { get; set; }

    /// <summary>Found by a number, not by likeness.</summary>
    public bool TwinExact { get; set; }

    public TwinDecision? Decision { get; set; }

    public RowOutcome? Outcome { get; set; }

    public Guid? EntityId { get; set; }
}
