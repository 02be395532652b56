using Zhijian.Modules.Learning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Training;

/// <summary>Who says that a person completed a class.</summary>
public enum TrainingDecides
{
    /// <summary>The server, from the class's lessons: whoever was there, studied and passed.</summary>
    Lessons,

    /// <summary>Whoever is responsible confirms a roll, which is reviewed.</summary>
    Roll,
}

/// <summary>How a class stands.</summary>
public enum TrainingState
{
    /// <summary>People are enrolled, lessons are added.</summary>
    Open,

    /// <summary>The roll of those who completed it is under review.</summary>
    InReview,

    /// <summary>Certificates are issued.</summary>
    Ended,
    Cancelled,
}

/// <summary>What a lesson of a class is.</summary>
public enum LessonKind
{
    /// <summary>An activity: whoever was there when its record is filed.</summary>
    Activity,

    /// <summary>An item of the library, by its learning task: whoever has studied it.</summary>
    Task,

    /// <summary>A paper: whoever has passed it.</summary>
    Paper,
}

/// <summary>One lesson.</summary>
/// <param name="Title">As it was called when it was added.</param>
public sealed record TrainingLesson(LessonKind Kind, Guid Id, string Title);

/// <summary>A class that an organisation holds for people at and below it, with lessons and a certificate.</summary>
public sealed class TrainingClass
{
    public const int LongestTitle = 80;
    public const int LongestNote = 500;
    public const int LongestReason = 300;
    public const int MostUnits = 200;
    public const int MostDays = 400;
    public const int MostLessons = 40;

    /// <summary>More people are several classes.</summary>
    public const int MostPeople = 1000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required string Title { get; init; }

    public string? Note { get; init; }

    /// <summary>For whom it is meant (<see cref="TaskReach"/>); empty: everybody.</summary>
    public required List<string> Kinds { get; init; }

    public required DateOnly StartsOn { get; init; }

    public required DateOnly EndsOn { get; init; }

    /// <summary>What whoever completes it is credited with in the yearly plan.</summary>
    public required int Units { get; init; }

    public required TrainingDecides Decides { get; init; }

    public required IReadOnlyList<TrainingLesson> Lessons { get; set; }

    public required Guid ResponsibleId { get; init; }

    public required string ResponsibleName { get; init; }

    public TrainingState State { get; set; }

    /// <summary>Why it was cancelled, or came back from review.</summary>
    public string? Reason { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    public static Decision<TrainingPlanned> Plan(TrainingDraft draft, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, DateOnly today, out TrainingClass? planned)
    {
        planned = null;
        if (draft.WhyWrong(today) is { } wrong)
        {
            return wrong;
        }
        planned = new TrainingClass
        {
            Path = path, OrganisationId = organisation, OrganisationName = organisationName, Title = draft.Title!.Trim(), Note = string.IsNullOrWhiteSpace(draft.Note) ? null : draft.Note.Trim(), Kinds = TaskReach.Of(draft.Kinds),
            StartsOn = draft.StartsOn!.Value, EndsOn = draft.EndsOn!.Value, Units = draft.Units!.Value, Decides = draft.Decides!.Value, Lessons = [], ResponsibleId = actor.MemberId, ResponsibleName = actor.Name, CreatedAt = now,
        };
        return new TrainingPlanned(planned.Id, path, planned.Title, planned.StartsOn, planned.EndsOn, planned.Units);
    }

    /// <summary>Why nothing about it can be changed now; null where it can.</summary>
    public Refusal? WhyNotChange() => State == TrainingState.Open ? null : TrainingRefusals.NotOpen;

    /// <summary>Adds a lesson.</summary>
    /// <param name="lesson">As it may be chosen; null where it may not.</param>
    public Decision<TrainingLessonsChanged> Add(TrainingLesson? lesson, int seen)
    {
        var refusal = Stale(seen) ?? WhyNotChange() ?? (lesson is null ? TrainingRefusals.LessonUnknown.At("Form.Lesson")
            : Lessons.Any(l => l.Id == lesson.Id) ? TrainingRefusals.LessonThere.At("Form.Lesson")
            : Lessons.Count >= MostLessons ? TrainingRefusals.TooManyLessons.With(MostLessons).At("Form.Lesson") : null);
        if (refusal is not null)
        {
            return refusal;
        }
        Lessons = [.. Lessons, lesson!];
        return new TrainingLessonsChanged(Id, Path, Lessons.Count);
    }

    /// <summary>Takes a lesson out.</summary>
    public Decision<TrainingLessonsChanged> TakeOut(Guid lesson, int seen)
    {
        if ((Stale(seen) ?? WhyNotChange() ?? (Lessons.All(l => l.Id != lesson) ? TrainingRefusals.LessonUnknown : null)) is { } refusal)
        {
            return refusal;
        }
        Lessons = [.. Lessons.Where(l => l.Id != lesson)];
        return new TrainingLessonsChanged(Id, Path, Lessons.Count);
    }

    /// <summary>Why people can't be enrolled; null where they can.</summary>
    /// <param name="came">How many would come to those there are.</param>
    /// <param name="all">How many there would be with them.</param>
    public static Refusal? WhyNotEnrol(int came, int all) =>
        came == 0 ? TrainingRefusals.NobodyCame.At("Form.Numbers") : all > MostPeople ? TrainingRefusals.TooManyPeople.With(MostPeople).At("Form.Numbers") : null;

    /// <summary>Why it can't be ended from its lessons, or its roll can't be handed in, today; null where it can.</summary>
    public Refusal? WhyNotEnd(DateOnly today) => WhyNotChange() ?? (today < EndsOn ? TrainingRefusals.NotOverYet : Decides == TrainingDecides.Lessons && Lessons.Count == 0 ? TrainingRefusals.NoLessons : null);

    /// <summary>Those who did every lesson have completed it.</summary>
    /// <param name="completed">How many did.</param>
    public Decision<TrainingEnded> End(int completed, int seen, DateOnly today)
    {
        if ((Stale(seen) ?? WhyNotEnd(today) ?? (Decides != TrainingDecides.Lessons ? TrainingRefusals.NeedsRoll : completed == 0 ? TrainingRefusals.NobodyCompleted : null)) is { } refusal)
        {
            return refusal;
        }
        State = TrainingState.Ended;
        return new TrainingEnded(Id, Path, Title, completed);
    }

    /// <summary>Hands in the roll of those who completed it.</summary>
    public Decision<TrainingRollHandedIn> HandIn(int completed, int seen, DateOnly today)
    {
        if ((Stale(seen) ?? WhyNotEnd(today) ?? (Decides != TrainingDecides.Roll ? TrainingRefusals.DecidedByLessons : completed == 0 ? TrainingRefusals.NobodyCompleted : null)) is { } refusal)
        {
            return refusal;
        }
        (State, Reason) = (TrainingState.InReview, null);
        return new TrainingRollHandedIn(Id, Path, Title, completed);
    }

    /// <summary>The roll was approved.</summary>
    internal TrainingEnded Approve(int completed)
    {
        State = TrainingState.Ended;
        return new TrainingEnded(Id, Path, Title, completed);
    }

    /// <summary>The roll came back, was taken back, or waits for a decision again.</summary>
    internal void BackTo(TrainingState state, string? why) => (State, Reason) = (state, why);

    public Decision<TrainingCancelled> Cancel(string? reason, int seen)
    {
        if ((Stale(seen) ?? WhyNotChange() ?? WhyNotReason(reason)) is { } refusal)
        {
            return refusal;
        }
        (State, Reason) = (TrainingState.Cancelled, reason!.Trim());
        return new TrainingCancelled(Id, Path, Title, Reason);
    }

    internal static Refusal? WhyNotReason(string? reason) => PlatformRefusals.WhyNotReason(reason, LongestReason);

    private Refusal? Stale(int seen) => seen == Version ? null : PlatformRefusals.Stale;
}

/// <summary>What is typed about a class.</summary>
/// <param name="Kinds">None: everybody.</param>
public sealed record TrainingDraft(string? Title, IReadOnlyList<string>? Kinds, DateOnly? StartsOn, DateOnly? EndsOn, int? Units, TrainingDecides? Decides, string? Note)
{
    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong(DateOnly today) =>
        string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
        : Title.Trim().Length > TrainingClass.LongestTitle ? PlatformRefusals.TooLong.With(TrainingClass.LongestTitle).At("Form.Title")
        : StartsOn is not { } first ? PlatformRefusals.Required.At("Form.StartsOn")
        : EndsOn is not { } last ? PlatformRefusals.Required.At("Form.EndsOn")
        : last < first || last > first.AddDays(TrainingClass.MostDays) || last < today.AddDays(-TrainingClass.MostDays) || first > today.AddDays(TrainingClass.MostDays) ? TrainingRefusals.DatesOutOfRange.With(TrainingClass.MostDays).At("Form.EndsOn")
        : Units is null or < 0 or > TrainingClass.MostUnits ? TrainingRefusals.UnitsOutOfRange.With(TrainingClass.MostUnits).At("Form.Units")
        : Decides is null ? PlatformRefusals.Required.At("Form.Decides")
        : Note?.Trim().Length > TrainingClass.LongestNote ? PlatformRefusals.TooLong.With(TrainingClass.LongestNote).At("Form.Note")
        : null;
}

/// <summary>That a person takes part in a class.</summary>
public sealed class TrainingPlace
{
    public required Guid ClassId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The person's branch when they were enrolled.</summary>
    public required Guid OrganisationId { get; set; }

    public required string Path { get; set; }

    public required string Title { get; init; }

    public required string HeldBy { get; init; }

    public required DateOnly StartsOn { get; init; }

    public required DateOnly EndsOn { get; init; }

    /// <summary>Stands on the roll that is handed in.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Null while the person has not completed it.</summary>
    public DateOnly? CompletedOn { get; set; }

    public int Version { get; set; } = 1;
}

/// <summary>A class was planned.</summary>
public sealed record TrainingPlanned(Guid SubjectId, string OrganisationPath, string Title, DateOnly StartsOn, DateOnly EndsOn, int Units) : IFact;

/// <summary>A lesson was added or taken out.</summary>
public sealed record TrainingLessonsChanged(Guid SubjectId, string OrganisationPath, int Lessons) : IFact;

/// <summary>People take part.</summary>
public sealed record TrainingPeopleEnrolled(Guid SubjectId, string OrganisationPath, int People) : IFact;

/// <summary>A person takes part no more.</summary>
public sealed record TrainingPersonTakenOut(Guid SubjectId, string OrganisationPath, Guid MemberId) : IFact;

/// <summary>The roll of those who completed it was handed in.</summary>
public sealed record TrainingRollHandedIn(Guid SubjectId, string OrganisationPath, string Title, int People) : IFact;

/// <summary>A class is over; those who completed it have their certificates.</summary>
public sealed record TrainingEnded(Guid SubjectId, string OrganisationPath, string Title, int Certificates) : IFact;

/// <summary>A class is not held.</summary>
public sealed record TrainingCancelled(Guid SubjectId, string OrganisationPath, string Title, string Reason) : IFact;

/// <summary>Why something about a class or certificate can't be done.</summary>
public static class TrainingRefusals
{
    public static readonly Refusal NotOpen = new("training.not-open");

    /// <summary>The value is the most days.</summary>
    public static readonly Refusal DatesOutOfRange = new("training.dates-out-of-range", RefusalKind.BadInput);

    /// <summary>The value is the highest number.</summary>
    public static readonly Refusal UnitsOutOfRange = new("training.units-out-of-range", RefusalKind.BadInput);
    public static readonly Refusal LessonUnknown = new("training.lesson-unknown", RefusalKind.BadInput);
    public static readonly Refusal LessonThere = new("training.lesson-there", RefusalKind.BadInput);
    public static readonly Refusal TooManyLessons = new("training.too-many-lessons", RefusalKind.BadInput);
    public static readonly Refusal NoLessons = new("training.no-lessons");
    public static readonly Refusal NotOverYet = new("training.not-over-yet");
    public static readonly Refusal NobodyCompleted = new("training.nobody-completed");
    public static readonly Refusal NeedsRoll = new("training.needs-roll");
    public static readonly Refusal DecidedByLessons = new("training.decided-by-lessons");
    public static readonly Refusal NobodyChosen = new("training.nobody-chosen", RefusalKind.BadInput);
    public static readonly Refusal NobodyCame = new("training.nobody-came", RefusalKind.BadInput);

    /// <summary>The value is the numbers that were not found.</summary>
    public static readonly Refusal NumbersUnknown = new("training.numbers-unknown", RefusalKind.BadInput);

    /// <summary>The value is the most people.</summary>
    public static readonly Refusal TooManyPeople = new("training.too-many-people", RefusalKind.BadInput);
    public static readonly Refusal NotEnrolled = new("training.not-enrolled");
    public static readonly Refusal Revoked = new("training.revoked");
}
