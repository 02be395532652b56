using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing;

/// <summary>What the rows of a file are.</summary>
public enum ImportKind
{
    Members,
    Organisations,
    Posts,

    /// <summary>What was held before this platform.</summary>
    Activities,

    /// <summary>What people studied elsewhere.</summary>
    LearningRecords,

    /// <summary>What organisations answer to a collection form.</summary>
    CollectedAnswers,
}

/// <summary>Where a batch stands.</summary>
public enum ImportState
{
    /// <summary>The file is being read, beside the requests.</summary>
    Reading,

    /// <summary>Waits for a person to say which column is what.</summary>
    Columns,

    /// <summary>Rows are being cleaned and checked, beside the requests.</summary>
    Checking,

    /// <summary>Waits for a person: faults, twins, handing in.</summary>
    Ready,

    InReview,

    /// <summary>Rows are being filed, beside the requests.</summary>
    Entering,

    Entered,

    /// <summary>Filed rows are being taken out again, beside the requests.</summary>
    Undoing,

    Undone,

    /// <summary>The file can't be taken; nothing of it is kept.</summary>
    Unreadable,

    GivenUp,
}

/// <summary>Who a possible twin is.</summary>
public enum TwinDecision
{
    /// <summary>The same: what is known is changed.</summary>
    Same,

    /// <summary>Somebody else: made anew.</summary>
    New,

    /// <summary>The row does not enter.</summary>
    LeaveOut,
}

/// <summary>
/// One file on its way in. Its rows lie sealed with the batch's own key until they enter; nothing of it is in force before the last layer of the review approved.
/// </summary>
public sealed class ImportBatch
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the organisation for which it was brought: nothing outside of it enters.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required ImportKind Kind { get; init; }

    /// <summary>Where the data come from: a source of the data standard.</summary>
    public required string Source { get; init; }

    public required string FileName { get; init; }

    /// <summary>Where the sealed file lies; null once it was read.</summary>
    public string? Place { get; set; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required byte[] Sha256 { get; init; }

    public string? Sheet { get; init; }

    /// <summary>The number of the row with the headings.</summary>
    public required int HeaderRow { get; init; }

    public required IReadOnlyList<string> Headings { get; init; }

    /// <summary>For each column the element it holds; empty where it is left out.</summary>
    public required IReadOnlyList<string> Mapping { get; set; }

    public ImportState State { get; set; }

    /// <summary>Rows done in the present step.</summary>
    public int Done { get; set; }

    /// <summary>Rows of the present step; 0 while that is not known.</summary>
    public int Total { get; set; }

    /// <summary>Rows that can enter, that have faults, and whose twin waits for a decision.</summary>
    public int Fit { get; set; }

    public int Faulty { get; set; }

    public int Waiting { get; set; }

    /// <summary>Of the right ones (before it enters, what is foreseen; afterwards what was done): made, changed, left as they are.</summary>
    public int Created { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    /// <summary>Values that would replace one from its authoritative source.</summary>
    public int Conflicts { get; set; }

    /// <summary>Why the file could not be taken: code and values of the refusal.</summary>
    public string? ProblemCode { get; set; }

    public IReadOnlyList<string> ProblemValues { get; set; } = [];

    /// <summary>The key that seals the rows, wrapped; null once the batch was given up, and with it what it sealed.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>Whether who brought it may do the same by hand in the organisations below, too.</summary>
    public bool ReachesBelow { get; init; }

    /// <summary>The connected system that pushed the rows; null where somebody brought a file.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>The round of a collection form that the rows answer; null for other kinds.</summary>
    public Guid? RoundId { get; init; }

    /// <summary>The note of provenance to which undoing has looked, newest first; null before it began.</summary>
    public Guid? LookedTo { get; set; }

    public required Guid BroughtBy { get; init; }

    public required string BroughtByName { get; init; }

    public required DateTimeOffset BroughtAt { get; init; }

    public DateTimeOffset? EnteredAt { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Whether the program is at it now.</summary>
    public bool IsWorking => State is ImportState.Reading or ImportState.Checking or ImportState.Entering or ImportState.Undoing;

    /// <summary>Whether rows may be mended and decided.</summary>
    public bool IsOpen => State is ImportState.Ready;

    public Refusal? WhyNotMap => State is ImportState.Columns or ImportState.Ready ? null : ImportRefusals.NotNow;

    public Refusal? WhyNotMend => IsOpen ? null : ImportRefusals.NotNow;

    public Refusal? WhyNotSubmit => !IsOpen ? ImportRefusals.NotNow : Created + Changed == 0 ? ImportRefusals.NothingToSubmit : null;

    public Refusal? WhyNotUndo => State == ImportState.Entered ? (Created + Changed == 0 ? ImportRefusals.NothingToUndo : null) : ImportRefusals.NotNow;

    public Refusal? WhyNotGiveUp => State is ImportState.Columns or ImportState.Ready or ImportState.Unreadable ? null : ImportRefusals.NotNow;

    /// <summary>Says which column is what; the rows are cleaned and checked anew.</summary>
    public Decision<ImportColumnsSaid> Map(IReadOnlyList<string> mapping, IReadOnlyList<string> required, int seen)
    {
        var twice = mapping.Where(m => m.Length > 0).GroupBy(m => m).FirstOrDefault(g => g.Count() > 1);
        var refusal = seen != Version ? PlatformRefusals.Stale
            : WhyNotMap ?? (twice is not null ? ImportRefusals.ColumnTwice.With(twice.Key)
            : required.FirstOrDefault(r => !mapping.Contains(r)) is { } missing ? ImportRefusals.ColumnMissing.With(missing) : null);
        if (refusal is not null)
        {
            return refusal;
        }
        Mapping = mapping;
        Begin(ImportState.Checking);
        return new ImportColumnsSaid(Id, Path, [.. mapping.Where(m => m.Length > 0)]);
    }

    public Decision<ImportSubmitted> Submit(int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotSubmit) is { } refusal)
        {
            return refusal;
        }
        State = ImportState.InReview;
        return new ImportSubmitted(Id, Path, Created, Changed, Unchanged);
    }

    /// <summary>Asks that what it filed is taken out again.</summary>
    /// <param name="builtOn">How many of its people something was built on.</param>
    public Decision<ImportUndoAsked> Undo(int builtOn, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotUndo ?? (builtOn > 0 ? ImportRefusals.BuiltOn.With(builtOn) : null)) is { } refusal)
        {
            return refusal;
        }
        Begin(ImportState.Undoing);
        return new ImportUndoAsked(Id, Path);
    }

    public Decision<ImportGivenUp> GiveUp(int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotGiveUp) is { } refusal)
        {
            return refusal;
        }
        (State, DataKey) = (ImportState.GivenUp, null);
        return new ImportGivenUp(Id, Path);
    }

    /// <summary>A step that the program takes beside the requests begins at its first row.</summary>
    public void Begin(ImportState step) => (State, Done, Total, LookedTo) = (step, 0, 0, null);
}
