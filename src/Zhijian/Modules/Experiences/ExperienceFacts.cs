using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Experiences;

/// <summary>A writer kept what they have so far. What it says stands in no trace.</summary>
public sealed record ExperienceKept(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A writer gave their report to the host.</summary>
public sealed record ExperienceHandedIn(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A writer took their report back.</summary>
/// <param name="ArticleId">The article for which it was chosen; null where for none.</param>
public sealed record ExperienceTakenBack(Guid SubjectId, string OrganisationPath, string Title, Guid? ArticleId) : IFact;

/// <summary>A writer agreed to more or to less.</summary>
/// <param name="ArticleId">The article that it has to leave; null where none.</param>
public sealed record ExperienceConsentChanged(Guid SubjectId, string OrganisationPath, string Title, ExperienceConsent Consent, Guid? ArticleId) : IFact;

/// <summary>A writer deleted their report.</summary>
/// <param name="ArticleId">The article that it has to leave; null where none.</param>
public sealed record ExperienceDeleted(Guid SubjectId, string OrganisationPath, string Title, Guid? ArticleId) : IFact;

/// <summary>A writer asked to have their report removed from what readers see.</summary>
public sealed record ExperienceRemovalAsked(Guid SubjectId, string OrganisationPath, string Title, Guid ArticleId) : IFact;

/// <summary>An article's draft was made from reports (subject: the activity).</summary>
public sealed record ExperiencesChosen(Guid SubjectId, string OrganisationPath, Guid ArticleId, IReadOnlyList<Guid> Reports) : IFact;

/// <summary>Whoever writes the article took a report out of its text.</summary>
public sealed record ExperienceTakenOut(Guid SubjectId, string OrganisationPath, Guid ArticleId) : IFact;

/// <summary>Why something can't be done with experience reports.</summary>
public static class ExperienceRefusals
{
    public static readonly Refusal NotHeld = new("experiences.not-held");
    public static readonly Refusal DayOver = new("experiences.day-over", RefusalKind.BadInput);

    /// <summary>The value is how many days ahead the last day may lie.</summary>
    public static readonly Refusal TooFarAhead = new("experiences.too-far-ahead", RefusalKind.BadInput);

    public static readonly Refusal NotAsked = new("experiences.not-asked");
    public static readonly Refusal NotThere = new("experiences.not-there", RefusalKind.NotYours);
    public static readonly Refusal TimeOver = new("experiences.time-over");
    public static readonly Refusal HandedInAlready = new("experiences.handed-in-already");
    public static readonly Refusal NotHandedIn = new("experiences.not-handed-in");
    public static readonly Refusal PublishedAlready = new("experiences.published-already");
    public static readonly Refusal NotPublished = new("experiences.not-published");
    public static readonly Refusal RemovalAskedAlready = new("experiences.removal-asked-already");
    public static readonly Refusal NothingChosen = new("experiences.nothing-chosen", RefusalKind.BadInput);

    /// <summary>Its writer does not agree, took it back, or it is in an article already.</summary>
    public static readonly Refusal NotToBeChosen = new("experiences.not-to-be-chosen");

    /// <summary>The value is how many characters an article has at most.</summary>
    public static readonly Refusal TooMuch = new("experiences.too-much");

    /// <summary>The article still has it under its heading.</summary>
    public static readonly Refusal StillInText = new("experiences.still-in-text");

    /// <summary>Articles are written for the organisation whose space is open.</summary>
    public static readonly Refusal OtherSpace = new("experiences.other-space", RefusalKind.NotYours);
}
