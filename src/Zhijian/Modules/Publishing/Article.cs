using System.Text.RegularExpressions;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing;

/// <summary>
/// Something that an organisation tells, as its authors work at it. It is handed in for review; what the review let go becomes an <see cref="ArticleEdition"/>,
/// which readers see from its moment on until it is replaced, withdrawn or over, and which stays so while the next one is written.
/// </summary>
public sealed class Article
{
    public const int LongestTitle = 80;
    public const int LongestNote = 300;
    public const int LongestText = 60_000;
    public const int LongestRelated = 4_000;
    public const int MostRelated = 40;

    public static readonly IReadOnlyList<string> Languages = ["zh-CN", "en"];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required ArticleKind Kind { get; init; }

    /// <summary>Which item of the directory it opens; null where none.</summary>
    public OpenItem? Item { get; set; }

    /// <summary>The entry of the timetable that it opens; null where none.</summary>
    public Guid? EntryId { get; init; }

    public required string Title { get; set; }

    public string Summary { get; set; } = "";

    /// <summary>Markdown.</summary>
    public string Text { get; set; } = "";

    public string Language { get; set; } = Languages[0];

    public OpenScope Audience { get; set; }

    /// <summary>What the cover picture, the first one attached, shows.</summary>
    public string CoverText { get; set; } = "";

    /// <summary>Articles that belong to it, in their order.</summary>
    public List<Guid> Related { get; set; } = [];

    /// <summary>Whether everybody whom it concerns confirms once to have read it.</summary>
    public bool NeedsReceipt { get; set; }

    /// <summary>Whoever confirmed an earlier edition confirms the coming one too.</summary>
    public bool AsksAgain { get; set; }

    /// <summary>The first edition whose confirmations count.</summary>
    public int ReceiptsFrom { get; set; } = 1;

    /// <summary>What its readers who are signed in may write below it; on the public portal it is shown to nobody.</summary>
    public Conversing Conversing { get; set; }

    /// <summary>Not before this moment; null: as soon as the review let it go.</summary>
    public DateTimeOffset? ShownFrom { get; set; }

    /// <summary>The last day on show; null: until it is withdrawn.</summary>
    public DateOnly? ShownUntil { get; set; }

    public ArticleState State { get; set; }

    /// <summary>The number of the last edition; 0 before the first.</summary>
    public int Edition { get; set; }

    /// <summary>Whether an edition is on show now.</summary>
    public bool IsShown { get; set; }

    /// <summary>Why it came back, or why it was withdrawn.</summary>
    public string? Answer { get; set; }

    /// <summary>How often it was written: saving the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Begins an article.</summary>
    public static Decision<ArticleDrafted> Draft(ArticleDraft draft, Publisher publisher, Actor actor, DateTimeOffset now, out Article? article)
    {
        article = null;
        if (draft.Kind is not { } kind)
        {
            return PlatformRefusals.Required.At("Form.Kind");
        }
        if (draft.WhyWrong(kind) is { } wrong)
        {
            return wrong;
        }
        article = new Article { Path = publisher.Path, OrganisationId = publisher.Id, OrganisationName = publisher.Name, Kind = kind, EntryId = draft.EntryId, Title = "", CreatedBy = actor.MemberId, CreatedAt = now };
        article.Take(draft);
        return new ArticleDrafted(article.Id, article.Path, kind, article.Title);
    }

    /// <summary>Writes it anew.</summary>
    public Decision<ArticleChanged> Change(ArticleDraft draft, int seen)
    {
        if ((WhyNotChange(seen) ?? draft.WhyWrong(Kind)) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        Saves++;
        return new ArticleChanged(Id, Path, Title);
    }

    /// <summary>Why it can't be changed now; null where it can.</summary>
    public Refusal? WhyNotChange(int seen) => seen != Version ? PlatformRefusals.Stale : State != ArticleState.Draft ? PublishingRefusals.NotADraft : null;

    /// <summary>Why it can't go to the review now; null where it can.</summary>
    /// <param name="pictures">How many it has.</param>
    /// <param name="rule">Of the item that it opens.</param>
    /// <param name="today">In the institution.</param>
    /// <param name="first">The first day on show, should it be let go today.</param>
    public Refusal? WhyNotHandIn(int pictures, OpenItemRule? rule, WorkCalendar calendar, DateOnly today, DateOnly first) =>
        State != ArticleState.Draft ? PublishingRefusals.NotADraft
        : string.IsNullOrWhiteSpace(Text) && (Kind != ArticleKind.Topic || Related.Count == 0) ? PublishingRefusals.NothingInIt
        : pictures > 0 && CoverText.Length == 0 ? PublishingRefusals.PictureWithoutWords
        : ShownUntil < today ? PublishingRefusals.OverBeforeItBegins
        : rule is null ? null
        : Audience > rule.Scope ? PublishingRefusals.OpenToTooFew
        : ShownUntil < rule.ShownAtLeastUntil(first, calendar) ? PublishingRefusals.ShownTooShortly.With(rule.LeastWorkingDays)
        : null;

    public Decision<ArticleHandedIn> HandIn(int pictures, OpenItemRule? rule, WorkCalendar calendar, DateOnly today, DateOnly first, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotHandIn(pictures, rule, calendar, today, first)) is { } refusal)
        {
            return refusal;
        }
        (State, Answer) = (ArticleState.InReview, null);
        return new ArticleHandedIn(Id, Path, Title);
    }

    /// <summary>The last layer approved it: its edition waits for its moment.</summary>
    /// <param name="files">In the order in which they were attached.</param>
    /// <param name="cover">The first picture among them.</param>
    public ArticleApproved Approve(IReadOnlyList<Guid> files, Guid? cover, DateTimeOffset now, out ArticleEdition edition)
    {
        (State, Edition, Answer) = (ArticleState.Scheduled, Edition + 1, null);
        (ReceiptsFrom, AsksAgain) = (AsksAgain ? Edition : ReceiptsFrom, false);
        edition = ArticleEdition.Of(this, files, cover, ShownFrom > now ? ShownFrom.Value : now, now);
        return new ArticleApproved(Id, Path, Title, Edition, edition.ShownFrom);
    }

    /// <summary>Its moment has come: readers see it.</summary>
    public ArticlePublished Publish()
    {
        (State, IsShown) = (ArticleState.Published, true);
        return new ArticlePublished(Id, Path, Kind, Title, Edition, Audience);
    }

    /// <summary>Its last day on show is over; what is being written of it is not touched.</summary>
    public ArticleExpired Expire()
    {
        IsShown = false;
        State = State == ArticleState.Published ? ArticleState.Expired : State;
        return new ArticleExpired(Id, Path, Title, Edition);
    }

    /// <summary>It came back from the review, was taken back, or the approval was.</summary>
    public void BackTo(ArticleState state, string? why) => (State, Answer) = (state, why);

    /// <summary>Begins the next edition; the last one stays on show until the review lets the new one go.</summary>
    public Decision<ArticleRevised> Revise(int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (State is not (ArticleState.Published or ArticleState.Expired or ArticleState.Withdrawn))
        {
            return PublishingRefusals.NotPublished;
        }
        (State, Answer, ShownFrom) = (ArticleState.Draft, null, null);
        return new ArticleRevised(Id, Path, Title, Edition + 1);
    }

    /// <summary>Why it can't be withdrawn now; null where it can.</summary>
    public Refusal? WhyNotWithdraw() => !IsShown && State != ArticleState.Scheduled ? PublishingRefusals.NotShown : State == ArticleState.InReview ? PublishingRefusals.UnderReview : null;

    /// <summary>Takes it from the readers, or from those who would have become some, with a reason that its authors and reviewers see.</summary>
    public Decision<ArticleWithdrawn> Withdraw(string? reason, int seen)
    {
        var why = reason?.Trim() ?? "";
        var refusal = seen != Version ? PlatformRefusals.Stale
            : WhyNotWithdraw() ?? PlatformRefusals.WhyNotReason(why, LongestNote);
        if (refusal is not null)
        {
            return refusal;
        }
        (IsShown, Answer) = (false, why);
        State = State is ArticleState.Published or ArticleState.Scheduled ? ArticleState.Withdrawn : State;
        return new ArticleWithdrawn(Id, Path, Title, Edition, why);
    }

    private void Take(ArticleDraft draft)
    {
        (Title, Summary, Text) = (draft.Title!.Trim(), draft.Summary?.Trim() ?? "", draft.Text?.ReplaceLineEndings("\n").TrimEnd() ?? "");
        (Language, Audience, CoverText, NeedsReceipt) = (draft.Language!, draft.Audience!.Value, draft.CoverText?.Trim() ?? "", draft.NeedsReceipt && Kind == ArticleKind.Notice);
        (Related, ShownFrom, ShownUntil) = ([.. ArticleDraft.RelatedOf(draft.Related, out _).Where(r => r != Id)], draft.ShownFrom, draft.ShownUntil);
        // A first edition asks everybody anyway.
        AsksAgain = draft.AsksAgain && NeedsReceipt && Edition > 0;
        Item = Kind == ArticleKind.Disclosure ? draft.Item : null;
        Conversing = draft.Conversing!.Value;
    }
}

/// <summary>The organisation that tells.</summary>
public sealed record Publisher(Guid Id, string Name, string Path);

/// <summary>What authors type.</summary>
/// <param name="Related">Addresses of other articles, one a line.</param>
public sealed partial record ArticleDraft(ArticleKind? Kind, string? Title, string? Summary, string? Text, string? Language, OpenScope? Audience, string? CoverText, string? Related, DateTimeOffset? ShownFrom, DateOnly? ShownUntil)
{
    public bool NeedsReceipt { get; init; }

    public bool AsksAgain { get; init; }

    /// <summary>What readers may write below it; null where what was sent is none of the choices.</summary>
    public Conversing? Conversing { get; init; } = Publishing.Conversing.Nothing;

    /// <summary>The day of <see cref="ShownFrom"/> in the institution.</summary>
    public DateOnly? FirstDay { get; init; }

    public OpenItem? Item { get; init; }

    /// <summary>The entry of the timetable that it opens.</summary>
    public Guid? EntryId { get; init; }

    /// <summary>The field with a day or moment that can't be read; null where all can.</summary>
    public string? Unreadable { get; init; }

    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong(ArticleKind kind) =>
        string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
        : Language is null || !Article.Languages.Contains(Language) ? PlatformRefusals.Required.At("Form.Language")
        : Audience is null ? PlatformRefusals.Required.At("Form.Audience")
        : Conversing is null ? PlatformRefusals.Required.At("Form.Conversing")
        : kind == ArticleKind.Disclosure && Item is null ? PlatformRefusals.Required.At("Form.Item")
        : Unreadable is not null ? PlatformRefusals.NotReadable.At(Unreadable)
        : Longer("Title", Title, Article.LongestTitle) ?? Longer("Summary", Summary, Article.LongestNote) ?? Longer("Text", Text, Article.LongestText) ?? Longer("CoverText", CoverText, Article.LongestNote) ?? Longer("Related", Related, Article.LongestRelated)
        ?? (RelatedOf(Related, out var line).Count > Article.MostRelated ? PublishingRefusals.TooManyRelated.With(Article.MostRelated).At("Form.Related") : line > 0 ? PublishingRefusals.UnknownRelated.With(line).At("Form.Related") : null)
        ?? (ShownUntil < FirstDay ? PublishingRefusals.OverBeforeItBegins.At("Form.ShownUntil") : null);

    /// <summary>The articles named, each once.</summary>
    /// <param name="wrongLine">The first line that names none; 0 where all do.</param>
    public static List<Guid> RelatedOf(string? typed, out int wrongLine)
    {
        wrongLine = 0;
        List<Guid> found = [];
        foreach (var (index, line) in (typed ?? "").ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.Trim().Length == 0)
            {
                continue;
            }
            if (AnId().Match(line) is { Success: true } match && Guid.TryParse(match.Value, out var id))
            {
                found.Add(id);
            }
            else if (wrongLine == 0)
            {
                wrongLine = index + 1;
            }
        }
        return [.. found.Distinct()];
    }

    private static Refusal? Longer(string field, string? value, int most) => value?.Trim().Length > most ? PlatformRefusals.TooLong.With(most).At($"Form.{field}") : null;

    [GeneratedRegex("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")]
    private static partial Regex AnId();
}

/// <summary>An article was begun.</summary>
public sealed record ArticleDrafted(Guid SubjectId, string OrganisationPath, ArticleKind Kind, string Title) : IFact;

/// <summary>An article was written anew.</summary>
public sealed record ArticleChanged(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>An article went to the review.</summary>
public sealed record ArticleHandedIn(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>The review let an edition go.</summary>
public sealed record ArticleApproved(Guid SubjectId, string OrganisationPath, string Title, int Edition, DateTimeOffset ShownFrom) : IFact;

/// <summary>Readers see an edition.</summary>
public sealed record ArticlePublished(Guid SubjectId, string OrganisationPath, ArticleKind Kind, string Title, int Edition, OpenScope Audience) : IFact;

/// <summary>The time on show is over.</summary>
public sealed record ArticleExpired(Guid SubjectId, string OrganisationPath, string Title, int Edition) : IFact;

/// <summary>The next edition is being written.</summary>
public sealed record ArticleRevised(Guid SubjectId, string OrganisationPath, string Title, int Edition) : IFact;

/// <summary>An article was taken from its readers.</summary>
public sealed record ArticleWithdrawn(Guid SubjectId, string OrganisationPath, string Title, int Edition, string Reason) : IFact;

/// <summary>Why something can't be done with an article.</summary>
public static class PublishingRefusals
{
    public static readonly Refusal NotADraft = new("publishing.not-a-draft");
    public static readonly Refusal NotPublished = new("publishing.not-published");
    public static readonly Refusal NotShown = new("publishing.not-shown");
    public static readonly Refusal UnderReview = new("publishing.under-review");
    public static readonly Refusal NothingInIt = new("publishing.nothing-in-it");
    public static readonly Refusal PictureWithoutWords = new("publishing.picture-without-words");
    public static readonly Refusal OverBeforeItBegins = new("publishing.over-before-it-begins", RefusalKind.BadInput);

    /// <summary>The value is how many there may be.</summary>
    public static readonly Refusal TooManyRelated = new("publishing.too-many-related", RefusalKind.BadInput);

    /// <summary>The value is the line that names no article.</summary>
    public static readonly Refusal UnknownRelated = new("publishing.unknown-related", RefusalKind.BadInput);

    /// <summary>The rule wants it open to more people.</summary>
    public static readonly Refusal OpenToTooFew = new("publishing.open-to-too-few");

    /// <summary>The value is for how many working days it must be shown.</summary>
    public static readonly Refusal ShownTooShortly = new("publishing.shown-too-shortly");

    /// <summary>Something in it may no longer be told and has to be taken out first.</summary>
    public static readonly Refusal HeldBack = new("publishing.held-back");

    public static readonly Refusal NoReceiptAsked = new("publishing.no-receipt-asked");
    public static readonly Refusal ConfirmedAlready = new("publishing.confirmed-already");

    /// <summary>Only what is open to everybody goes to channels outside.</summary>
    public static readonly Refusal NotPublic = new("publishing.not-public");
}
