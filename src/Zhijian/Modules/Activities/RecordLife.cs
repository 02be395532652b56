using System.Collections.Frozen;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>What can be done with a record.</summary>
public enum RecordMove
{
    /// <summary>The author hands it in, for the first time or again.</summary>
    Submit,

    /// <summary>A reviewer sends it back to the author.</summary>
    Return,

    /// <summary>The author takes it back from review.</summary>
    Withdraw,

    /// <summary>The last layer approved it.</summary>
    File,

    /// <summary>The reviewer took back the return: it is under review again.</summary>
    Resume,

    /// <summary>The reviewer took back the approval within its time: it leaves the files again.</summary>
    Unfile,
}

/// <summary>The moves of a record: what may follow what.</summary>
public sealed partial class ActivityRecord
{
    private static readonly FrozenDictionary<(RecordState, RecordMove), RecordState> Table = new Dictionary<(RecordState, RecordMove), RecordState>
    {
        [(RecordState.Draft, RecordMove.Submit)] = RecordState.Submitted,
        [(RecordState.Returned, RecordMove.Submit)] = RecordState.Submitted,
        [(RecordState.Submitted, RecordMove.Return)] = RecordState.Returned,
        [(RecordState.Submitted, RecordMove.Withdraw)] = RecordState.Draft,
        [(RecordState.Returned, RecordMove.Withdraw)] = RecordState.Draft,
        [(RecordState.Submitted, RecordMove.File)] = RecordState.Filed,
        [(RecordState.Returned, RecordMove.Resume)] = RecordState.Submitted,
        [(RecordState.Filed, RecordMove.Unfile)] = RecordState.Submitted,
    }.ToFrozenDictionary();

    public bool IsAddendum => AddendumTo is not null;

    /// <summary>Why the move is not possible now; null when it is.</summary>
    public Refusal? WhyNot(RecordMove move) => Table.ContainsKey((State, move)) ? null : State switch
    {
        RecordState.Submitted => RecordRefusals.UnderReview,
        RecordState.Filed => RecordRefusals.AlreadyFiled,
        _ => move == RecordMove.Unfile ? RecordRefusals.NotFiled : RecordRefusals.NotUnderReview,
    };

    /// <summary>Hands it in. When it was handed in first is kept: lateness is judged by that day, also after a return.</summary>
    internal Refusal? Submit(Guid by, DateTimeOffset now)
    {
        if (Move(RecordMove.Submit) is { } refusal)
        {
            return refusal;
        }
        SubmittedAt ??= now;
        SubmittedBy = by;
        return null;
    }

    /// <summary>Came back to its author.</summary>
    public Decision<RecordReturned> Return(string note) => Move(RecordMove.Return) is { } refusal ? refusal : new RecordReturned(ActivityId, Path, Id, Number, note);

    /// <summary>Was taken back by its author.</summary>
    public Decision<RecordWithdrawn> Withdraw() => Move(RecordMove.Withdraw) is { } refusal ? refusal : new RecordWithdrawn(ActivityId, Path, Id, Number);

    /// <summary>Is under review again, because the return was taken back.</summary>
    public Decision<RecordResumed> Resume() => Move(RecordMove.Resume) is { } refusal ? refusal : new RecordResumed(ActivityId, Path, Id, Number);

    /// <summary>Goes into the files with the content that was approved, word for word.</summary>
    public Decision<RecordFiled> File(string? rule, DateTimeOffset now)
    {
        if (Move(RecordMove.File) is { } refusal)
        {
            return refusal;
        }
        FiledAt = now;
        return new RecordFiled(ActivityId, Path, Id, Number, Kind, HeldOn, IsAddendum, rule);
    }

    /// <summary>Leaves the files again, because the approval was taken back in time.</summary>
    public Decision<RecordUnfiled> Unfile()
    {
        if (Move(RecordMove.Unfile) is { } refusal)
        {
            return refusal;
        }
        FiledAt = null;
        return new RecordUnfiled(ActivityId, Path, Id, Number);
    }

    /// <summary>Corrects a filed record by an addendum: which fields, and what is right.</summary>
    public Decision<AddendumWritten> WriteAddendum(ActivityRecord filed, string? text, IReadOnlyList<string> fields, IReadOnlySet<string> known)
    {
        if (filed.State != RecordState.Filed)
        {
            return RecordRefusals.NotFiled;
        }
        if (WhyNot(RecordMove.Submit) is { } refusal)
        {
            return refusal;
        }
        if (string.IsNullOrWhiteSpace(text))
        {
            return RecordRefusals.NothingCorrected;
        }
        if (text.Length > Meeting.LongestResolution)
        {
            return PlatformRefusals.TooLong.With(Meeting.LongestResolution).At("Form.Text");
        }
        if (!fields.All(known.Contains))
        {
            return RecordRefusals.UnknownField;
        }
        AddendumText = text.Trim().ReplaceLineEndings("\n");
        AddendumFields = [.. fields.Distinct()];
        return new AddendumWritten(ActivityId, Path, Id, filed.Id, Number);
    }

    private Refusal? Move(RecordMove move)
    {
        if (WhyNot(move) is { } refusal)
        {
            return refusal;
        }
        State = Table[(State, move)];
        return null;
    }
}

/// <summary>The record of an activity was handed in for review.</summary>
public sealed record RecordSubmitted(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number, ActivityKind Kind, bool IsLate, string? Rule) : IFact, IDecidedByRule;

/// <summary>The record came back to its author.</summary>
public sealed record RecordReturned(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number, string Note) : IFact;

/// <summary>The author took the record back.</summary>
public sealed record RecordWithdrawn(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number) : IFact;

/// <summary>A return was taken back; the record is under review again.</summary>
public sealed record RecordResumed(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number) : IFact;

/// <summary>The record is filed: from now on it counts and stays as it is.</summary>
public sealed record RecordFiled(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number, ActivityKind Kind, DateOnly HeldOn, bool IsAddendum, string? Rule) : IFact, IDecidedByRule;

/// <summary>An approval was taken back in time; the record left the files.</summary>
public sealed record RecordUnfiled(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number) : IFact;

/// <summary>A correction of a filed record was written and handed in.</summary>
public sealed record AddendumWritten(Guid SubjectId, string OrganisationPath, Guid RecordId, Guid AddendumTo, string Number) : IFact;
