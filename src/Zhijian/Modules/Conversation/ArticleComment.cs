using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>Whether readers see a comment.</summary>
public enum CommentState
{
    Shown,

    /// <summary>Out of sight after a report; its words are kept with the case.</summary>
    Hidden,

    /// <summary>Its writer took it back; nothing of it is kept.</summary>
    Withdrawn,
}

/// <summary>What a reader says below an article, under their own name. It stands in its turn; nothing puts one above another.</summary>
public sealed class ArticleComment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ArticleId { get; init; }

    /// <summary>As it was when it was written.</summary>
    public required string ArticleTitle { get; init; }

    /// <summary>The path of the organisation whose article it is.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required Guid MemberId { get; init; }

    public required string MemberName { get; set; }

    /// <summary>Plain text; empty while it is hidden or once it is withdrawn.</summary>
    public required string Text { get; set; }

    public CommentState State { get; set; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>What the organisation said to it; null where it said nothing.</summary>
    public string? Answer { get; set; }

    public Guid? AnsweredBy { get; set; }

    /// <summary>For which organisation, as it was called then.</summary>
    public string? AnsweredFor { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Writes one.</summary>
    /// <param name="written">How many comments and questions this person wrote within the rule's minutes.</param>
    public static Decision<CommentWritten> Write(ArticleEdition article, string? text, int written, WritingRule rule, Actor actor, DateTimeOffset now, out ArticleComment? comment)
    {
        comment = null;
        if (WhyNotWrite(article, actor) is { } closed)
        {
            return closed;
        }
        if ((Typed.WhyWrong(text, rule, "Form.Text") ?? Typed.WhyTooMany(written, rule)) is { } refusal)
        {
            return refusal;
        }
        comment = new ArticleComment
        {
            Id = Guid.CreateVersion7(now), ArticleId = article.ArticleId, ArticleTitle = article.Title, Path = article.Path, OrganisationId = article.OrganisationId, MemberId = actor.MemberId, MemberName = actor.Name, Text = Typed.Kept(text), At = now,
        };
        return new CommentWritten(comment.Id, comment.Path, article.ArticleId, article.Title);
    }

    /// <summary>Why this person can write no comment below it; null where they can.</summary>
    public static Refusal? WhyNotWrite(ArticleEdition article, Actor actor) =>
        article.State != ShowingState.Current || article.Conversing != Conversing.CommentsAndQuestions ? ConversationRefusals.CommentsClosed : actor.MemberId == Guid.Empty ? ConversationRefusals.MembersOnly : null;

    /// <summary>Its writer mends it, shortly after.</summary>
    public Decision<CommentChanged> Change(string? text, WritingRule rule, int seen, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotChange(rule, now) ?? Typed.WhyWrong(text, rule, "Form.Text")) is { } refusal)
        {
            return refusal;
        }
        (Text, EditedAt) = (Typed.Kept(text), now);
        return new CommentChanged(Id, Path, ArticleId, ArticleTitle);
    }

    /// <summary>Why its writer can't change it now; null where they can.</summary>
    public Refusal? WhyNotChange(WritingRule rule, DateTimeOffset now) => WhyNotChange(State, At, AnsweredAt, rule, now);

    /// <summary>The same for a row of a list.</summary>
    internal static Refusal? WhyNotChange(CommentState state, DateTimeOffset at, DateTimeOffset? answeredAt, WritingRule rule, DateTimeOffset now) =>
        state != CommentState.Shown ? ConversationRefusals.NotShown
        : answeredAt is not null ? ConversationRefusals.AnsweredAlready
        : now > at.AddMinutes(rule.EditMinutes) ? ConversationRefusals.TooLateToChange.With(rule.EditMinutes)
        : null;

    /// <summary>Its writer takes it back; its words are gone, and that it was there stays.</summary>
    public Decision<CommentWithdrawn> Withdraw()
    {
        if (State == CommentState.Withdrawn)
        {
            return ConversationRefusals.WithdrawnAlready;
        }
        (Text, State) = ("", CommentState.Withdrawn);
        return new CommentWithdrawn(Id, Path, ArticleId, ArticleTitle);
    }

    /// <summary>The organisation answers it, officially and once.</summary>
    public Decision<CommentAnswered> AnswerIt(string? text, string organisation, WritingRule rule, int seen, Actor actor, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotAnswer() ?? Typed.WhyWrong(text, rule, "Form.Text")) is { } refusal)
        {
            return refusal;
        }
        (Answer, AnsweredBy, AnsweredFor, AnsweredAt) = (Typed.Kept(text), actor.MemberId, organisation, now);
        return new CommentAnswered(Id, Path, ArticleId, ArticleTitle);
    }

    public Refusal? WhyNotAnswer() => State != CommentState.Shown ? ConversationRefusals.NotShown : AnsweredAt is not null ? ConversationRefusals.AnsweredAlready : null;

    /// <summary>Out of sight; answers its words, which go to the case.</summary>
    public string Hide()
    {
        var words = Text;
        (Text, State) = ("", CommentState.Hidden);
        return words;
    }

    /// <summary>In sight again, with its words.</summary>
    public void ShowAgain(string words) => (Text, State) = (words, CommentState.Shown);
}

/// <summary>What people type here.</summary>
internal static class Typed
{
    public static string Kept(string? text) => text!.ReplaceLineEndings("\n").Trim();

    /// <summary>Why it can't stand; null where it can.</summary>
    public static Refusal? WhyWrong(string? text, WritingRule rule, string field) =>
        string.IsNullOrWhiteSpace(text) ? PlatformRefusals.Required.At(field) : Kept(text).Length > rule.LongestText ? PlatformRefusals.TooLong.With(rule.LongestText).At(field) : null;

    public static Refusal? WhyTooMany(int written, WritingRule rule) => written >= rule.MostWritten ? ConversationRefusals.TooMany.With(rule.MostWritten, rule.WithinMinutes) : null;
}

/// <summary>A reader wrote a comment. What it says stands in no trace.</summary>
public sealed record CommentWritten(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;

/// <summary>A reader mended their comment.</summary>
public sealed record CommentChanged(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;

/// <summary>A reader took their comment back.</summary>
public sealed record CommentWithdrawn(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;

/// <summary>The organisation answered a comment.</summary>
public sealed record CommentAnswered(Guid SubjectId, string OrganisationPath, Guid ArticleId, string Title) : IFact;

/// <summary>Why something can't be said or decided here.</summary>
public static class ConversationRefusals
{
    public static readonly Refusal CommentsClosed = new("conversation.comments-closed");
    public static readonly Refusal QuestionsClosed = new("conversation.questions-closed");

    /// <summary>The account belongs to no member, so there is no name to write under.</summary>
    public static readonly Refusal MembersOnly = new("conversation.members-only");

    /// <summary>The values are how many, and within how many minutes.</summary>
    public static readonly Refusal TooMany = new("conversation.too-many");

    /// <summary>The value is how many minutes there were.</summary>
    public static readonly Refusal TooLateToChange = new("conversation.too-late-to-change");
    public static readonly Refusal NotShown = new("conversation.not-shown");
    public static readonly Refusal AnsweredAlready = new("conversation.answered-already");
    public static readonly Refusal WithdrawnAlready = new("conversation.withdrawn-already");
    public static readonly Refusal ThanksClosed = new("conversation.thanks-closed");
    public static readonly Refusal ThankedAlready = new("conversation.thanked-already");
    public static readonly Refusal NoThanks = new("conversation.no-thanks");
    public static readonly Refusal OwnArticle = new("conversation.own-article");
    public static readonly Refusal OwnComment = new("conversation.own-comment");
    public static readonly Refusal ReportedAlready = new("conversation.reported-already");
    public static readonly Refusal DecidedAlready = new("conversation.decided-already");

    /// <summary>Who wrote or reported it, or decided it before, decides nothing about it.</summary>
    public static readonly Refusal Concerned = new("conversation.concerned");
    public static readonly Refusal NotAbove = new("conversation.not-above");
    public static readonly Refusal NothingToAppeal = new("conversation.nothing-to-appeal");

    /// <summary>The value is how many days there were.</summary>
    public static readonly Refusal AppealOver = new("conversation.appeal-over");
    public static readonly Refusal NoAppeal = new("conversation.no-appeal");
}
