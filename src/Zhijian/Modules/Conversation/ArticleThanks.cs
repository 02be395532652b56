using Zhijian.Modules.Publishing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>That a reader thanked whoever wrote an article. Its writer is told once; nobody counts it.</summary>
public sealed class ArticleThanks
{
    public required Guid ArticleId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    /// <summary>False once it is taken back.</summary>
    public bool IsGiven { get; set; }

    public required DateTimeOffset At { get; set; }

    /// <summary>Gives thanks.</summary>
    /// <param name="writer">Who wrote the article.</param>
    /// <param name="before">What this person did before; null where nothing.</param>
    public static Decision<ThanksGiven> Give(ArticleEdition article, Guid writer, ArticleThanks? before, Actor actor, DateTimeOffset now, out ArticleThanks? thanks)
    {
        thanks = null;
        if (actor.MemberId == Guid.Empty)
        {
            return ConversationRefusals.MembersOnly;
        }
        if (article.State != ShowingState.Current || article.Conversing == Conversing.Nothing)
        {
            return ConversationRefusals.ThanksClosed;
        }
        if (writer == actor.MemberId)
        {
            return ConversationRefusals.OwnArticle;
        }
        if (before is { IsGiven: true })
        {
            return ConversationRefusals.ThankedAlready;
        }
        thanks = before ?? new ArticleThanks { ArticleId = article.ArticleId, MemberId = actor.MemberId, Path = actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, At = now };
        (thanks.IsGiven, thanks.At) = (true, now);
        return new ThanksGiven(article.ArticleId, thanks.Path, article.Title);
    }

    /// <summary>Takes it back.</summary>
    public static Decision<ThanksTakenBack> TakeBack(ArticleThanks? given)
    {
        if (given is not { IsGiven: true })
        {
            return ConversationRefusals.NoThanks;
        }
        given.IsGiven = false;
        return new ThanksTakenBack(given.ArticleId, given.Path);
    }
}

/// <summary>A reader thanked whoever wrote an article.</summary>
public sealed record ThanksGiven(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A reader took their thanks back.</summary>
public sealed record ThanksTakenBack(Guid SubjectId, string OrganisationPath) : IFact;
