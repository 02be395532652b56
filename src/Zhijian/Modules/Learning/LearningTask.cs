using Zhijian.Modules.Activities;
using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning;

/// <summary>How a task is studied.</summary>
public enum LearningMode
{
    /// <summary>By each person, at their own pace; they say so themselves.</summary>
    Individual,

    /// <summary>Together in the branch, which records it.</summary>
    Collective,
}

/// <summary>How a task stands.</summary>
public enum LearningTaskState
{
    Open,

    /// <summary>Asked no more; what was studied stays.</summary>
    Withdrawn,
}

/// <summary>A released item of the library that an organisation asks those at and below it to study by a day.</summary>
public sealed class LearningTask
{
    public const int LongestTitle = 80;
    public const int LongestNote = 300;

    /// <summary>More units than this are a training class, not a task.</summary>
    public const int MostUnits = 24;

    /// <summary>Nobody plans further ahead.</summary>
    public const int MostDays = 400;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Of who issued it; it reaches those at and below.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required Guid ItemId { get; init; }

    /// <summary>As the item was called on the day the task was issued.</summary>
    public required string ItemTitle { get; init; }

    public required LibraryKind ItemKind { get; init; }

    public required string Title { get; init; }

    public string? Note { get; init; }

    /// <summary>Whom it reaches (<see cref="TaskReach"/>); empty: everybody.</summary>
    public required List<string> Kinds { get; init; }

    public required LearningMode Mode { get; init; }

    /// <summary>What it is credited with in a yearly plan; 0 where it is no part of one.</summary>
    public required int Units { get; init; }

    /// <summary>The kind of activity at which it is studied by being there; null where it is studied at none.</summary>
    public ActivityKind? ActivityKind { get; init; }

    /// <summary>The one activity at which it is studied; null where any of the kind will do that names the task.</summary>
    public Guid? ActivityId { get; init; }

    public string? ActivityTitle { get; init; }

    public required DateOnly DueOn { get; set; }

    /// <summary>How many people it was issued to, with those who were added later.</summary>
    public required int Reached { get; set; }

    public LearningTaskState State { get; set; }

    /// <summary>Why its date was changed last, or why it was withdrawn.</summary>
    public string? Reason { get; set; }

    public required Guid IssuedBy { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Issues a task.</summary>
    /// <param name="item">What is to be studied, as its readers see it now; null where it is not released for those below.</param>
    /// <param name="reached">How many people it reaches now.</param>
    /// <param name="seen">How many the issuer was told.</param>
    public static Decision<LearningTaskIssued> Issue(TaskDraft draft, LibraryEdition? item, Guid organisation, string organisationName, string path, int reached, int seen, Actor actor, DateTimeOffset now, DateOnly today, out LearningTask? task)
    {
        task = null;
        if (draft.WhyWrong(item, path, today) is { } wrong)
        {
            return wrong;
        }
        if (reached == 0)
        {
            return LearningRefusals.ReachesNobody;
        }
        if (reached != seen)
        {
            return LearningRefusals.ReachChanged.With(reached);
        }
        task = new LearningTask
        {
            Path = path, OrganisationId = organisation, OrganisationName = organisationName, ItemId = item!.ItemId, ItemTitle = item.Title, ItemKind = item.Kind,
            Title = draft.Title!.Trim(), Note = string.IsNullOrWhiteSpace(draft.Note) ? null : draft.Note.Trim(), Kinds = TaskReach.Of(draft.Kinds), Mode = draft.Mode!.Value, Units = draft.Units!.Value, DueOn = draft.DueOn!.Value,
            ActivityKind = draft.At?.Kind, ActivityId = draft.At?.ActivityId, ActivityTitle = draft.At?.Title, Reached = reached, IssuedBy = actor.MemberId, IssuedAt = now,
        };
        return new LearningTaskIssued(task.Id, path, task.Title, item.ItemId, task.Mode, task.DueOn, task.Units, reached);
    }

    /// <summary>Why nothing can be changed about it now; null where it can.</summary>
    public Refusal? WhyNotChange() => State == LearningTaskState.Open ? null : LearningRefusals.Withdrawn;

    /// <summary>Whether those who were at a filed activity have studied it: it is the one activity, or one of the kind whose record names the task.</summary>
    public bool IsStudiedAt(FiledRoll roll) => ActivityId is { } one ? one == roll.Id : roll.ServesTask == Id && ActivityKind == roll.Kind;

    /// <summary>Gives it another date, with a reason that those who study see.</summary>
    public Decision<LearningTaskPostponed> Postpone(DateOnly? dueOn, string? reason, int seen, DateOnly today)
    {
        var refusal = seen != Version ? PlatformRefusals.Stale : WhyNotChange() ?? TaskDraft.WhyNotDue(dueOn, today) ?? (dueOn == DueOn ? LearningRefusals.SameDate.At("Form.DueOn") : WhyNotReason(reason));
        if (refusal is not null)
        {
            return refusal;
        }
        var before = DueOn;
        (DueOn, Reason) = (dueOn!.Value, reason!.Trim());
        return new LearningTaskPostponed(Id, Path, Title, before, DueOn, Reason);
    }

    /// <summary>Asks for it no more, with a reason.</summary>
    public Decision<LearningTaskWithdrawn> Withdraw(string? reason, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotChange() ?? WhyNotReason(reason)) is { } refusal)
        {
            return refusal;
        }
        (State, Reason) = (LearningTaskState.Withdrawn, reason!.Trim());
        return new LearningTaskWithdrawn(Id, Path, Title, Reason);
    }

    /// <summary>Takes in people whom it would reach today and who came after it was issued.</summary>
    public Decision<LearningTaskExtended> Extend(int came, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotChange() ?? (came == 0 ? LearningRefusals.NobodyCame : null)) is { } refusal)
        {
            return refusal;
        }
        Reached += came;
        return new LearningTaskExtended(Id, Path, Title, came);
    }

    /// <summary>What one person is asked by it.</summary>
    public LearningAssignment For(Guid member, Guid organisation, string path) => new()
    {
        TaskId = Id, MemberId = member, OrganisationId = organisation, Path = path, ItemId = ItemId, Title = Title, Mode = Mode, Units = Units, AskedByName = OrganisationName, DueOn = DueOn,
    };

    internal static Refusal? WhyNotReason(string? reason) => PlatformRefusals.WhyNotReason(reason, LongestNote);
}

/// <summary>What the issuer types.</summary>
/// <param name="Kinds">None: everybody.</param>
/// <param name="At">At what it is studied by being there; null: at nothing.</param>
public sealed record TaskDraft(string? Title, IReadOnlyList<string>? Kinds, LearningMode? Mode, DateOnly? DueOn, int? Units, string? Note, AttendedAt? At = null)
{
    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    /// <param name="path">Of who issues it.</param>
    public Refusal? WhyWrong(LibraryEdition? item, string path, DateOnly today) =>
        // Only what all below can open: released here or above.
        item is null || !path.StartsWith(item.Path, StringComparison.Ordinal) ? LearningRefusals.NotForThoseBelow
        : string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
        : Title.Trim().Length > LearningTask.LongestTitle ? PlatformRefusals.TooLong.With(LearningTask.LongestTitle).At("Form.Title")
        : Mode is null ? PlatformRefusals.Required.At("Form.Mode")
        : WhyNotDue(DueOn, today)
        ?? (Units is null or < 0 or > LearningTask.MostUnits ? LearningRefusals.UnitsOutOfRange.With(LearningTask.MostUnits).At("Form.Units")
        : Note?.Trim().Length > LearningTask.LongestNote ? PlatformRefusals.TooLong.With(LearningTask.LongestNote).At("Form.Note")
        : null);

    internal static Refusal? WhyNotDue(DateOnly? due, DateOnly today) =>
        due is not { } day ? PlatformRefusals.Required.At("Form.DueOn")
        : day < today ? LearningRefusals.DueInThePast.At("Form.DueOn")
        : day > today.AddDays(LearningTask.MostDays) ? LearningRefusals.DueTooFar.With(LearningTask.MostDays).At("Form.DueOn")
        : null;
}

/// <summary>A task was issued.</summary>
public sealed record LearningTaskIssued(Guid SubjectId, string OrganisationPath, string Title, Guid ItemId, LearningMode Mode, DateOnly DueOn, int Units, int Reached) : IFact;

/// <summary>A task has another date.</summary>
public sealed record LearningTaskPostponed(Guid SubjectId, string OrganisationPath, string Title, DateOnly From, DateOnly To, string Reason) : IFact;

/// <summary>A task is asked no more.</summary>
public sealed record LearningTaskWithdrawn(Guid SubjectId, string OrganisationPath, string Title, string Reason) : IFact;

/// <summary>A task reaches those too who came after it was issued.</summary>
public sealed record LearningTaskExtended(Guid SubjectId, string OrganisationPath, string Title, int Came) : IFact;

/// <summary>Why something about learning can't be done.</summary>
public static class LearningRefusals
{
    public static readonly Refusal NotForThoseBelow = new("learning.not-for-those-below", RefusalKind.BadInput);
    public static readonly Refusal DueInThePast = new("learning.due-in-the-past", RefusalKind.BadInput);

    /// <summary>The value is how many days ahead it may be.</summary>
    public static readonly Refusal DueTooFar = new("learning.due-too-far", RefusalKind.BadInput);
    public static readonly Refusal SameDate = new("learning.same-date", RefusalKind.BadInput);

    /// <summary>The value is the highest number.</summary>
    public static readonly Refusal UnitsOutOfRange = new("learning.units-out-of-range", RefusalKind.BadInput);
    public static readonly Refusal ReachesNobody = new("learning.reaches-nobody", RefusalKind.BadInput);

    /// <summary>People came or left since the issuer was told a number; the value is the new one.</summary>
    public static readonly Refusal ReachChanged = new("learning.reach-changed", RefusalKind.BadInput);
    public static readonly Refusal NobodyCame = new("learning.nobody-came");
    public static readonly Refusal Withdrawn = new("learning.withdrawn");
    public static readonly Refusal DoneAlready = new("learning.done-already");
    public static readonly Refusal NotDone = new("learning.not-done");

    /// <summary>The branch studies it together and records it.</summary>
    public static readonly Refusal StudiedTogether = new("learning.studied-together");

    /// <summary>The branch recorded it, so the branch takes it back.</summary>
    public static readonly Refusal RecordedByBranch = new("learning.recorded-by-branch");
    public static readonly Refusal RecordedAtActivity = new("learning.recorded-at-activity");
    public static readonly Refusal ActivityNotOpen = new("learning.activity-not-open", RefusalKind.BadInput);
    public static readonly Refusal ExcusedAlready = new("learning.excused-already");
    public static readonly Refusal NotExcused = new("learning.not-excused");
    public static readonly Refusal HeldOutsideTask = new("learning.held-outside-task", RefusalKind.BadInput);
    public static readonly Refusal NobodyTicked = new("learning.nobody-ticked", RefusalKind.BadInput);
    public static readonly Refusal TakenBackAlready = new("learning.taken-back-already");
}
