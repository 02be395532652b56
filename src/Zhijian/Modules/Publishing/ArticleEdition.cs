using Zhijian.Platform.Files;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Publishing;

/// <summary>An article as the review let it go: kept whole and never changed, but for whether it is the current one.</summary>
public sealed class ArticleEdition
{
    public required Guid ArticleId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As it was called when the review let it go.</summary>
    public required string OrganisationName { get; init; }

    public ShowingState State { get; set; }

    public required ArticleKind Kind { get; init; }

    public OpenItem? Item { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required string Text { get; init; }

    public required string Language { get; init; }

    public required OpenScope Audience { get; init; }

    public Guid? CoverId { get; init; }

    public required string CoverText { get; init; }

    public required List<Guid> Related { get; init; }

    public required bool NeedsReceipt { get; init; }

    /// <summary>Confirmations of this edition and later ones count; those of earlier ones are asked for anew.</summary>
    public int ReceiptsFrom { get; init; } = 1;

    public Conversing Conversing { get; init; }

    /// <summary>Its files, in the order in which they were attached.</summary>
    public required List<Guid> Files { get; init; }

    public required DateTimeOffset ShownFrom { get; init; }

    public DateOnly? ShownUntil { get; init; }

    public required DateTimeOffset ApprovedAt { get; init; }

    public static ArticleEdition Of(Article article, IReadOnlyList<Guid> files, Guid? cover, DateTimeOffset from, DateTimeOffset now) => new()
    {
        ArticleId = article.Id, Number = article.Edition, Path = article.Path, OrganisationId = article.OrganisationId, OrganisationName = article.OrganisationName, State = ShowingState.Scheduled, Kind = article.Kind, Item = article.Item,
        Title = article.Title, Summary = article.Summary, Text = article.Text, Language = article.Language, Audience = article.Audience, CoverId = cover, CoverText = article.CoverText, Related = [.. article.Related],
        NeedsReceipt = article.NeedsReceipt, ReceiptsFrom = article.AsksAgain ? article.Edition + 1 : article.ReceiptsFrom, Conversing = article.Conversing, Files = [.. files], ShownFrom = from, ShownUntil = article.ShownUntil, ApprovedAt = now,
    };
}

/// <summary>
/// An edition that everybody may read, beside the fence: who has not signed in sees these rows and nothing else. Written when it is published, gone when it is withdrawn, replaced or over.
/// </summary>
public sealed class PublicArticle
{
    public required Guid ArticleId { get; init; }

    public required int Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required ArticleKind Kind { get; init; }

    public OpenItem? Item { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required string Text { get; init; }

    public required string Language { get; init; }

    public Guid? CoverId { get; init; }

    public required string CoverText { get; init; }

    public required List<Guid> Related { get; init; }

    public required DateTimeOffset ShownFrom { get; init; }

    public DateOnly? ShownUntil { get; init; }

    /// <summary>By which it is found.</summary>
    public required List<string> Words { get; init; }

    /// <summary>The public copy of an edition; null where it is not for everybody.</summary>
    public static PublicArticle? Of(ArticleEdition edition) => edition.Audience != OpenScope.Public ? null : new()
    {
        ArticleId = edition.ArticleId, Number = edition.Number, OrganisationId = edition.OrganisationId, OrganisationName = edition.OrganisationName, Kind = edition.Kind, Item = edition.Item, Title = edition.Title,
        Summary = edition.Summary, Text = edition.Text, Language = edition.Language, CoverId = edition.CoverId, CoverText = edition.CoverText, Related = [.. edition.Related], ShownFrom = edition.ShownFrom, ShownUntil = edition.ShownUntil,
        Words = [.. SearchTokens.Of(edition.Title, edition.Summary, edition.OrganisationName, SafeText.WordsOf(edition.Text))],
    };
}

/// <summary>A picture of a public article, beside the fence too.</summary>
public sealed class PublicPicture : IFileBytes
{
    public required Guid ArticleId { get; init; }

    public required Guid FileId { get; init; }

    public required string MediaType { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>Where the bytes lie, below the folder of files.</summary>
    public required string Place { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>That a person confirmed to have read a notice: once, and once more where a later edition asks again.</summary>
public sealed class ArticleReceipt
{
    public required Guid ArticleId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    /// <summary>The edition that the person saw.</summary>
    public required int Number { get; set; }

    public required DateTimeOffset At { get; set; }

    /// <summary>Whether it still says that the person knows this edition.</summary>
    public bool Counts(ArticleEdition edition) => Number >= edition.ReceiptsFrom;

    /// <summary>Confirms it.</summary>
    /// <param name="before">What this person confirmed already.</param>
    /// <param name="receipt">The one of before, renewed, or the first.</param>
    public static Decision<ReceiptGiven> Give(ArticleEdition edition, Actor actor, ArticleReceipt? before, DateTimeOffset now, out ArticleReceipt? receipt)
    {
        receipt = null;
        if (!edition.NeedsReceipt || edition.State != ShowingState.Current || actor.MemberId == Guid.Empty)
        {
            return PublishingRefusals.NoReceiptAsked;
        }
        if (before?.Counts(edition) == true)
        {
            return PublishingRefusals.ConfirmedAlready;
        }
        if (before is not null)
        {
            (before.Number, before.At) = (edition.Number, now);
        }
        receipt = before ?? new ArticleReceipt { ArticleId = edition.ArticleId, MemberId = actor.MemberId, Path = actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, Number = edition.Number, At = now };
        return new ReceiptGiven(edition.ArticleId, receipt.Path, edition.Title, edition.Number);
    }
}

/// <summary>A person confirmed to have read a notice.</summary>
public sealed record ReceiptGiven(Guid SubjectId, string OrganisationPath, string Title, int Edition) : IFact;
