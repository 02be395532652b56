using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning;

/// <summary>How one person stands to a task.</summary>
public enum AssignmentState
{
    Open,
    Done,

    /// <summary>Studied after its date.</summary>
    Late,

    Excused,
}

/// <summary>How an assignment stands, by what is kept of it.</summary>
internal static class AssignmentStates
{
    /// <summary>Studied counts before excused: whoever was excused may study it all the same.</summary>
    public static AssignmentState Of(DateOnly dueOn, DateOnly? doneOn, string? excusedWhy) =>
        doneOn is { } day ? day > dueOn ? AssignmentState.Late : AssignmentState.Done : excusedWhy is not null ? AssignmentState.Excused : AssignmentState.Open;
}

/// <summary>What one person is asked to study. Keeps the day on which they, or their branch, said it was studied; never how long it took. Date and title are the task's, so that lists and counts read this table alone.</summary>
public sealed class LearningAssignment
{
    public required Guid TaskId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The person's branch.</summary>
    public required Guid OrganisationId { get; set; }

    public required string Path { get; set; }

    public required Guid ItemId { get; init; }

    public required string Title { get; init; }

    public required LearningMode Mode { get; init; }

    public required int Units { get; init; }

    public required string AskedByName { get; init; }

    public required DateOnly DueOn { get; set; }

    /// <summary>Null while it isn't studied.</summary>
    public DateOnly? DoneOn { get; set; }

    /// <summary>The branch's study that completed it; null where the person said so.</summary>
    public Guid? StudyId { get; set; }

    public string? ExcusedWhy { get; set; }

    public string? ExcusedByName { get; set; }

    /// <summary>The task was withdrawn: what was studied stays as it is.</summary>
    public bool Closed { get; set; }

    public int Version { get; set; } = 1;

    public AssignmentState State => AssignmentStates.Of(DueOn, DoneOn, ExcusedWhy);

    /// <summary>Why the person can't say it is studied; null where they can. Somebody excused may.</summary>
    public Refusal? WhyNotStudied() => Closed ? LearningRefusals.Withdrawn : DoneOn is not null ? LearningRefusals.DoneAlready : Mode == LearningMode.Collective ? LearningRefusals.StudiedTogether : null;

    /// <summary>The person says it is studied.</summary>
    public Decision<ItemStudied> Studied(DateOnly today)
    {
        if (WhyNotStudied() is { } refusal)
        {
            return refusal;
        }
        DoneOn = today;
        return new ItemStudied(TaskId, Path, State == AssignmentState.Late);
    }

    /// <summary>Why the person can't take it back; null where they can.</summary>
    public Refusal? WhyNotTakeBack() => Closed ? LearningRefusals.Withdrawn : DoneOn is null ? LearningRefusals.NotDone : StudyId is not null ? LearningRefusals.RecordedByBranch : null;

    /// <summary>The person takes back that it is studied.</summary>
    public Decision<StudiedTakenBack> TakeBack()
    {
        if (WhyNotTakeBack() is { } refusal)
        {
            return refusal;
        }
        DoneOn = null;
        return new StudiedTakenBack(TaskId, Path);
    }

    /// <summary>Frees the person from it, with a reason that they see.</summary>
    public Decision<PersonExcused> Excuse(string? reason, Actor actor)
    {
        var refusal = Closed ? LearningRefusals.Withdrawn : DoneOn is not null ? LearningRefusals.DoneAlready : ExcusedWhy is not null ? LearningRefusals.ExcusedAlready : LearningTask.WhyNotReason(reason);
        if (refusal is not null)
        {
            return refusal;
        }
        (ExcusedWhy, ExcusedByName) = (reason!.Trim(), actor.Name);
        return new PersonExcused(MemberId, Path, TaskId);
    }

    /// <summary>Asks it of the person again.</summary>
    public Decision<ExcuseTakenBack> AskAgain()
    {
        if (Closed)
        {
            return LearningRefusals.Withdrawn;
        }
        if (ExcusedWhy is null)
        {
            return LearningRefusals.NotExcused;
        }
        (ExcusedWhy, ExcusedByName) = (null, null);
        return new ExcuseTakenBack(MemberId, Path, TaskId);
    }

    /// <summary>Takes it as studied with the branch.</summary>
    internal void StudiedWith(CollectiveStudy study) => (DoneOn, StudyId) = (study.HeldOn, study.Id);
}

/// <summary>That a branch studied a task together on a day; who took part is noted at their assignments.</summary>
public sealed class CollectiveStudy
{
    /// <summary>More are not one branch.</summary>
    public const int MostPeople = 500;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid TaskId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required DateOnly HeldOn { get; init; }

    /// <summary>The filed activity at which it was studied; null where the branch recorded it itself.</summary>
    public Guid? ActivityId { get; init; }

    public required int People { get; init; }

    public string? Note { get; init; }

    public required Guid RecordedBy { get; init; }

    public required string RecordedByName { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it was taken back; null while it stands.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Records a study for everybody who took part. Those who were through with it already stay as they are.</summary>
    /// <param name="tookPart">The assignments of the branch's people who were ticked, or who were at the activity.</param>
    /// <param name="activity">The filed activity at which they studied it.</param>
    public static Decision<StudyRecorded> Record(LearningTask task, Guid branch, string path, IReadOnlyList<LearningAssignment> tookPart, DateOnly? heldOn, string? note, Actor actor, DateTimeOffset now, DateOnly issuedOn, DateOnly today, out CollectiveStudy? study, Guid? activity = null)
    {
        study = null;
        var open = tookPart.Where(a => a.DoneOn is null && !a.Closed).ToList();
        var refusal = task.WhyNotChange()
            ?? (heldOn is not { } day ? PlatformRefusals.Required.At("Form.HeldOn")
            : day > today || day < issuedOn ? LearningRefusals.HeldOutsideTask.At("Form.HeldOn")
            : note?.Trim().Length > LearningTask.LongestNote ? PlatformRefusals.TooLong.With(LearningTask.LongestNote).At("Form.Note")
            : open.Count == 0 ? LearningRefusals.NobodyTicked
            : null);
        if (refusal is not null)
        {
            return refusal;
        }
        study = new CollectiveStudy
        {
            TaskId = task.Id, OrganisationId = branch, Path = path, HeldOn = heldOn!.Value, ActivityId = activity, People = open.Count, Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(),
            RecordedBy = actor.MemberId, RecordedByName = actor.Name, RecordedAt = now,
        };
        foreach (var assignment in open)
        {
            assignment.StudiedWith(study);
        }
        return new StudyRecorded(study.Id, path, task.Id, study.HeldOn, open.Count);
    }

    /// <summary>Takes it back: those who took part are asked again.</summary>
    /// <param name="tookPart">The assignments that it completed.</param>
    /// <param name="byRecord">The record of its activity left the files; nobody else takes back what it says.</param>
    public Decision<StudyTakenBack> Undo(IReadOnlyList<LearningAssignment> tookPart, int seen, DateTimeOffset now, bool byRecord = false)
    {
        if ((seen != Version ? PlatformRefusals.Stale : ActivityId is not null && !byRecord ? LearningRefusals.RecordedAtActivity : UndoneAt is not null ? LearningRefusals.TakenBackAlready : tookPart.Any(a => a.Closed) ? LearningRefusals.Withdrawn : null) is { } refusal)
        {
            return refusal;
        }
        UndoneAt = now;
        foreach (var assignment in tookPart)
        {
            (assignment.DoneOn, assignment.StudyId) = (null, null);
        }
        return new StudyTakenBack(Id, Path, TaskId, tookPart.Count);
    }
}

/// <summary>Somebody said that they studied a task. The subject is the task.</summary>
public sealed record ItemStudied(Guid SubjectId, string OrganisationPath, bool IsLate) : IFact;

/// <summary>Somebody took that back.</summary>
public sealed record StudiedTakenBack(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Somebody was freed from a task. The subject is the person; the reason stands at the task.</summary>
public sealed record PersonExcused(Guid SubjectId, string OrganisationPath, Guid TaskId) : IFact;

/// <summary>Somebody is asked again.</summary>
public sealed record ExcuseTakenBack(Guid SubjectId, string OrganisationPath, Guid TaskId) : IFact;

/// <summary>A branch recorded that it studied a task together.</summary>
public sealed record StudyRecorded(Guid SubjectId, string OrganisationPath, Guid TaskId, DateOnly HeldOn, int People) : IFact;

/// <summary>A branch took that back.</summary>
public sealed record StudyTakenBack(Guid SubjectId, string OrganisationPath, Guid TaskId, int People) : IFact;
