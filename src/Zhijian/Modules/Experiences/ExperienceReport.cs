using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences;

/// <summary>Who has a report before them.</summary>
public enum ExperienceState
{
    /// <summary>Nobody but its writer.</summary>
    Draft,

    /// <summary>The host of the activity too.</summary>
    HandedIn,
}

/// <summary>What its writer agreed to.</summary>
public enum ExperienceConsent
{
    /// <summary>Only the host and the organisation read it.</summary>
    NotPublished,

    /// <summary>It may be published without a name.</summary>
    Unnamed,

    /// <summary>It may be published with the writer's name.</summary>
    Named,
}

/// <summary>What somebody who took part tells of an activity, of their own will. Nothing of it is judged or compared.</summary>
public sealed class ExperienceReport
{
    public const int LongestTitle = 80;
    public const int LongestText = 5_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    public required string ActivityTitle { get; init; }

    /// <summary>The path of the organisation that held the activity.</summary>
    public required string Path { get; set; }

    /// <summary>The writer.</summary>
    public required Guid MemberId { get; init; }

    public required string MemberName { get; init; }

    public string Title { get; set; } = "";

    /// <summary>Markdown.</summary>
    public string Text { get; set; } = "";

    public ExperienceConsent Consent { get; set; }

    public ExperienceState State { get; set; }

    public DateTimeOffset? HandedInAt { get; set; }

    /// <summary>The article for which it was chosen; null where for none.</summary>
    public Guid? ArticleId { get; set; }

    /// <summary>Readers see that article.</summary>
    public bool IsPublished { get; set; }

    /// <summary>When the writer asked to have it removed from what readers see.</summary>
    public DateTimeOffset? RemovalAskedAt { get; set; }

    /// <summary>How often it was kept: keeping the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Begins one, as a draft.</summary>
    /// <param name="tookPart">Whether the person is on the roll as there.</param>
    public static Decision<ExperienceKept> Begin(ExperienceCall? call, bool tookPart, ExperienceDraft draft, DateOnly today, Actor actor, DateTimeOffset now, out ExperienceReport? report)
    {
        report = null;
        if ((WhyNotWrite(call, tookPart, today) ?? draft.WhyWrong()) is { } refusal)
        {
            return refusal;
        }
        report = new ExperienceReport { Id = Guid.CreateVersion7(now), ActivityId = call!.ActivityId, ActivityTitle = call.ActivityTitle, Path = call.Path, MemberId = actor.MemberId, MemberName = actor.Name };
        report.Take(draft);
        return new ExperienceKept(report.Id, report.Path);
    }

    /// <summary>Keeps the draft.</summary>
    public Decision<ExperienceKept> Keep(ExperienceCall? call, bool tookPart, ExperienceDraft draft, DateOnly today, int seen)
    {
        if ((WhyNotChange(call, tookPart, today, seen) ?? draft.WhyWrong()) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        return new ExperienceKept(Id, Path);
    }

    /// <summary>Gives it to the host, who reads it from now on.</summary>
    public Decision<ExperienceHandedIn> HandIn(DateTimeOffset now)
    {
        if (Title.Length == 0 || Text.Length == 0)
        {
            return PlatformRefusals.Required.At(Title.Length == 0 ? "Form.Title" : "Form.Text");
        }
        (State, HandedInAt) = (ExperienceState.HandedIn, now);
        return new ExperienceHandedIn(Id, Path, ActivityTitle);
    }

    /// <summary>Why none can be written now; null where it can.</summary>
    public static Refusal? WhyNotWrite(ExperienceCall? call, bool tookPart, DateOnly today) =>
        call is null ? ExperienceRefusals.NotAsked : !tookPart ? ExperienceRefusals.NotThere : today > call.WelcomeUntil ? ExperienceRefusals.TimeOver : null;

    /// <summary>Takes it back, to be written anew or to be let be: the host reads it no more.</summary>
    public Decision<ExperienceTakenBack> TakeBack(int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State == ExperienceState.Draft ? ExperienceRefusals.NotHandedIn : IsPublished ? ExperienceRefusals.PublishedAlready : null) is { } refusal)
        {
            return refusal;
        }
        var article = ArticleId;
        (State, HandedInAt, ArticleId) = (ExperienceState.Draft, null, null);
        return new ExperienceTakenBack(Id, Path, ActivityTitle, article);
    }

    /// <summary>Agrees to more or to less. Less than what it was chosen for takes it out of the choice.</summary>
    /// <param name="consent">Null where what was sent is none of the choices.</param>
    /// <param name="chosenWithName">Whether the article it was chosen for names the writer.</param>
    public Decision<ExperienceConsentChanged> Agree(ExperienceConsent? consent, bool chosenWithName, int seen)
    {
        var refusal = seen != Version ? PlatformRefusals.Stale
            : State == ExperienceState.Draft ? ExperienceRefusals.NotHandedIn
            : IsPublished ? ExperienceRefusals.PublishedAlready
            : consent is null ? PlatformRefusals.Required.At("Form.Consent") : null;
        if (refusal is not null)
        {
            return refusal;
        }
        Consent = consent!.Value;
        Saves++;
        var article = ArticleId is not null && (Consent == ExperienceConsent.NotPublished || (chosenWithName && Consent != ExperienceConsent.Named)) ? ArticleId : null;
        ArticleId = article is null ? ArticleId : null;
        return new ExperienceConsentChanged(Id, Path, ActivityTitle, Consent, article);
    }

    /// <summary>Whether it can be deleted now: what readers see is removed first.</summary>
    public Decision<ExperienceDeleted> Delete(int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : IsPublished ? ExperienceRefusals.PublishedAlready : null) is { } refusal)
        {
            return refusal;
        }
        return new ExperienceDeleted(Id, Path, ActivityTitle, ArticleId);
    }

    /// <summary>Asks the host to remove it from what readers see.</summary>
    public Decision<ExperienceRemovalAsked> AskRemoval(DateTimeOffset now, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : !IsPublished ? ExperienceRefusals.NotPublished : RemovalAskedAt is not null ? ExperienceRefusals.RemovalAskedAlready : null) is { } refusal)
        {
            return refusal;
        }
        RemovalAskedAt = now;
        return new ExperienceRemovalAsked(Id, Path, ActivityTitle, ArticleId!.Value);
    }

    /// <summary>Why it can't be chosen for an article; null where its writer agreed.</summary>
    public Refusal? WhyNotChoose() => State == ExperienceState.HandedIn && Consent != ExperienceConsent.NotPublished && ArticleId is null ? null : ExperienceRefusals.NotToBeChosen;

    /// <summary>It is in an article's draft now.</summary>
    public ExperienceChoice ChooseFor(Guid article)
    {
        ArticleId = article;
        return new ExperienceChoice { ReportId = Id, ArticleId = article, ActivityId = ActivityId, Path = Path, Title = Title, IsNamed = Consent == ExperienceConsent.Named };
    }

    /// <summary>Whoever writes the article took it out of the text.</summary>
    public void LeaveArticle() => (ArticleId, IsPublished, RemovalAskedAt) = (null, false, null);

    private Refusal? WhyNotChange(ExperienceCall? call, bool tookPart, DateOnly today, int seen) =>
        seen != Version ? PlatformRefusals.Stale : State == ExperienceState.HandedIn ? ExperienceRefusals.HandedInAlready : WhyNotWrite(call, tookPart, today);

    private void Take(ExperienceDraft draft)
    {
        (Title, Text, Consent) = ((draft.Title ?? "").ReplaceLineEndings(" ").Trim(), (draft.Text ?? "").ReplaceLineEndings("\n").Trim(), draft.Consent!.Value);
        Saves++;
    }
}

/// <summary>What a writer types.</summary>
/// <param name="Consent">Null where what was sent is none of the choices.</param>
public sealed record ExperienceDraft(string? Title, string? Text, ExperienceConsent? Consent)
{
    /// <summary>What is too long or can't be; null where nothing is. A draft may have gaps, but says something.</summary>
    public Refusal? WhyWrong() =>
        string.IsNullOrWhiteSpace(Title) && string.IsNullOrWhiteSpace(Text) ? PlatformRefusals.Required.At("Form.Title")
        : Title?.Trim().Length > ExperienceReport.LongestTitle ? PlatformRefusals.TooLong.With(ExperienceReport.LongestTitle).At("Form.Title")
        : Text?.ReplaceLineEndings("\n").Trim().Length > ExperienceReport.LongestText ? PlatformRefusals.TooLong.With(ExperienceReport.LongestText).At("Form.Text")
        : Consent is null ? PlatformRefusals.Required.At("Form.Consent") : null;
}

/// <summary>That a report was chosen for an article, under the heading it has there. It outlives the report, so that whoever writes the article learns what has to be taken out.</summary>
public sealed class ExperienceChoice
{
    public required Guid ReportId { get; init; }

    public required Guid ArticleId { get; init; }

    public required Guid ActivityId { get; init; }

    public required string Path { get; set; }

    /// <summary>The heading in the article.</summary>
    public required string Title { get; init; }

    /// <summary>Whether the article names the writer.</summary>
    public required bool IsNamed { get; init; }

    /// <summary>Since when the writer doesn't agree any more; null while they do.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}
