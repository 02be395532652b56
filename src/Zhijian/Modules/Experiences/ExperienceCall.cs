using Zhijian.Modules.Activities;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences;

/// <summary>That the host of an activity welcomes experience reports of those who took part, once for each activity. Whoever writes none is named nowhere.</summary>
public sealed class ExperienceCall
{
    public const int LongestQuestion = 300;

    /// <summary>How far ahead the last day may lie.</summary>
    public const int MostDays = 366;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    /// <summary>As it was called when reports were asked for.</summary>
    public required string ActivityTitle { get; init; }

    /// <summary>The path of the organisation that held it.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    /// <summary>What the host would like to hear about; empty where nothing in particular.</summary>
    public required string Question { get; set; }

    /// <summary>The last day on which reports are taken.</summary>
    public required DateOnly WelcomeUntil { get; set; }

    /// <summary>Who is told where a writer changes their mind.</summary>
    public required Guid AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Asks those who took part.</summary>
    /// <param name="today">In the institution.</param>
    /// <param name="until">Null where it is missing or can't be read.</param>
    public static Decision<ExperiencesAsked> Ask(Activity activity, string organisation, string? question, DateOnly? until, DateOnly today, Actor actor, DateTimeOffset now, out ExperienceCall? call)
    {
        call = null;
        if ((WhyNotAsk(activity) ?? WhyWrong(question, until, today)) is { } refusal)
        {
            return refusal;
        }
        call = new ExperienceCall
        {
            Id = Guid.CreateVersion7(now), ActivityId = activity.Id, ActivityTitle = activity.Title, Path = activity.Path, OrganisationId = activity.OrganisationId, OrganisationName = organisation,
            Question = Kept(question), WelcomeUntil = until!.Value, AskedBy = actor.MemberId, AskedAt = now,
        };
        return new ExperiencesAsked(activity.Id, call.Path, call.ActivityTitle, call.WelcomeUntil);
    }

    /// <summary>Changes the question or the last day; nobody is invited a second time.</summary>
    public Decision<ExperienceCallChanged> Change(string? question, DateOnly? until, DateOnly today, int seen)
    {
        // A last day that is over may stay as it is while the question is mended.
        if ((seen != Version ? PlatformRefusals.Stale : WhyWrong(question, until, until == WelcomeUntil && until < today ? WelcomeUntil : today)) is { } refusal)
        {
            return refusal;
        }
        (Question, WelcomeUntil) = (Kept(question), until!.Value);
        return new ExperienceCallChanged(ActivityId, Path, ActivityTitle, WelcomeUntil);
    }

    /// <summary>Why nobody can be asked about it now; null where they can.</summary>
    public static Refusal? WhyNotAsk(Activity activity) => !activity.IsHistory && activity.State is ActivityState.Held or ActivityState.Submitted or ActivityState.Filed ? null : ExperienceRefusals.NotHeld;

    private static Refusal? WhyWrong(string? question, DateOnly? until, DateOnly today) =>
        Kept(question).Length > LongestQuestion ? PlatformRefusals.TooLong.With(LongestQuestion).At("Form.Question")
        : until is null ? PlatformRefusals.NotReadable.At("Form.Until")
        : until < today ? ExperienceRefusals.DayOver.At("Form.Until")
        : until > today.AddDays(MostDays) ? ExperienceRefusals.TooFarAhead.With(MostDays).At("Form.Until")
        : null;

    private static string Kept(string? text) => (text ?? "").ReplaceLineEndings(" ").Trim();
}

/// <summary>One invitation, which is the only one: a task on the person's home page until they write, put it away, or the last day is over.</summary>
public sealed class ExperienceInvitation
{
    public required Guid ActivityId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    public required string ActivityTitle { get; init; }

    public required string OrganisationName { get; init; }

    public required DateOnly WelcomeUntil { get; set; }
}

/// <summary>The host of an activity welcomes experience reports (subject: the activity).</summary>
public sealed record ExperiencesAsked(Guid SubjectId, string OrganisationPath, string Title, DateOnly WelcomeUntil) : IFact;

/// <summary>The question or the last day was changed (subject: the activity).</summary>
public sealed record ExperienceCallChanged(Guid SubjectId, string OrganisationPath, string Title, DateOnly WelcomeUntil) : IFact;

/// <summary>A person doesn't want to be asked for this one any more (subject: the activity).</summary>
public sealed record ExperienceInvitationPutAway(Guid SubjectId, string OrganisationPath) : IFact;
