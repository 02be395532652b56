using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>How a question stands.</summary>
public enum QuestionState
{
    Open,
    Answered,

    /// <summary>Whoever asked took it back; its words and its answer are gone.</summary>
    Withdrawn,
}

/// <summary>What a reader asks those who wrote an article. Whoever asked and the organisation see it; other readers only where the answer shows it.</summary>
public sealed class ArticleQuestion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ArticleId { get; init; }

    /// <summary>As it was when it was asked.</summary>
    public required string ArticleTitle { get; init; }

    /// <summary>The path of the organisation whose article it is.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    /// <summary>Who asked.</summary>
    public required Guid MemberId { get; init; }

    public required string MemberName { get; set; }

    public required string Text { get; set; }

    /// <summary>Whether other readers may see the name of who asked, should the question be shown.</summary>
    public bool MayBeNamed { get; init; }

    public QuestionState State { get; set; }

    public required DateTimeOffset At { get; init; }

    public string? Answer { get; set; }

    public Guid? AnsweredBy { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Whether readers of the article see the question with its answer.</summary>
    public bool IsShown { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Asks.</summary>
    /// <param name="named">Null where what was sent is no tick.</param>
    /// <param name="written">How many comments and questions this person wrote within the rule's minutes.</param>
    public static Decision<QuestionAsked> Ask(ArticleEdition article, string? text, bool? named, int written, WritingRule rule, Actor actor, DateTimeOffset now, out ArticleQuestion? question)
    {
        question = null;
        if (WhyNotAsk(article, actor) is { } closed)
        {
            return closed;
        }
        if ((Typed.WhyWrong(text, rule, "Form.Text") ?? (named is null ? PlatformRefusals.NotReadable.At("Form.Named") : Typed.WhyTooMany(written, rule))) is { } refusal)
        {
            return refusal;
        }
        question = new ArticleQuestion
        {
            Id = Guid.CreateVersion7(now), ArticleId = article.ArticleId, ArticleTitle = article.Title, Path = article.Path, OrganisationId = article.OrganisationId, OrganisationName = article.OrganisationName, MemberId = actor.MemberId, MemberName = actor.Name,
            Text = Typed.Kept(text), MayBeNamed = named == true, At = now,
        };
        return new QuestionAsked(question.Id, question.Path, article.ArticleId, article.Title);
    }

    /// <summary>Why this person can't ask about it; null where they can.</summary>
    public static Refusal? WhyNotAsk(ArticleEdition article, Actor actor) =>
        article.State != ShowingState.Current || article.Conversing == Conversing.Nothing ? ConversationRefusals.QuestionsClosed : actor.MemberId == Guid.Empty ? ConversationRefusals.MembersOnly : null;

    /// <summary>The organisation answers it, officially and once.</summary>
    /// <param name="shown">Whether readers see both; null where what was sent is no tick.</param>
    public Decision<QuestionAnswered> AnswerIt(string? text, bool? shown, WritingRule rule, int seen, Actor actor, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotAnswer() ?? Typed.WhyWrong(text, rule, "Form.Text") ?? (shown is null ? PlatformRefusals.NotReadable.At("Form.Shown") : null)) is { } refusal)
        {
            return refusal;
        }
        (State, Answer, AnsweredBy, AnsweredAt, IsShown) = (QuestionState.Answered, Typed.Kept(text), actor.MemberId, now, shown == true);
        return new QuestionAnswered(Id, Path, ArticleId, ArticleTitle, IsShown);
    }

    public Refusal? WhyNotAnswer() => State switch { QuestionState.Open => null, QuestionState.Answered => ConversationRefusals.AnsweredAlready, _ => ConversationRefusals.WithdrawnAlready };

    /// <summary>Whoever asked takes it back, answered or not.</summary>
    public Decision<QuestionWithdrawn> Withdraw()
    {
        if (State == QuestionState.Withdrawn)
        {
            return ConversationRefusals.WithdrawnAlready;
        }
        (State, Text, Answer, IsShown) = (QuestionState.Withdrawn, "", null, false);
        return new QuestionWithdrawn(Id, Path, ArticleId, ArticleTitle);
    }
}

/// <summary>A reader asked. What they asked stands in no trace.</summary>
public sealed record QuestionAsked(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;

/// <summary>The organisation answered a question.</summary>
public sealed record QuestionAnswered(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title, bool IsShown) : IFact;

/// <summary>A reader took their question back.</summary>
public sealed record QuestionWithdrawn(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;
