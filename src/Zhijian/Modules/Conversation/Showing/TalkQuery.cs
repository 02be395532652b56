using Zhijian.Modules.Publishing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation.Showing;

/// <summary>Reads what stands below an article for somebody who has it before them: in the order in which it was said.</summary>
internal sealed class TalkQuery(Fence fence)
{
    public const int PageSize = 20;

    /// <summary>A page of comments and of answered questions; each begins with the row that is named.</summary>
    public async Task<Talk> Below(ArticleEdition article, Actor actor, Guid? comments, Guid? questions, CancellationToken cancel)
    {
        fence.Admit(article.ArticleId);
        using var sets = await fence.Sets(
            $"""
            select c.id, c.member_id as MemberId, c.member_name as MemberName, c.text, c.state, c.at, c.edited_at as EditedAt, c.answer, c.answered_for as AnsweredFor, c.answered_at as AnsweredAt
            from article_comment c where c.article_id = @article and (@comments::uuid is null or c.id >= @comments) order by c.id limit {PageSize + 1};
            select q.id, case when q.may_be_named then q.member_name end as MemberName, q.text, q.at, q.answer, q.organisation_name as AnsweredFor, q.answered_at as AnsweredAt
            from article_question q where q.article_id = @article and q.is_shown and (@questions::uuid is null or q.id >= @questions) order by q.id limit {PageSize + 1};
            select t.is_given from article_thanks t where t.article_id = @article and t.member_id = @member;
            select q.id, q.text, q.state, q.at from article_question q where q.article_id = @article and q.member_id = @member and not q.is_shown and q.state <> 'Withdrawn' order by q.id desc limit {PageSize}
            """, new { article = article.ArticleId, comments, questions, member = actor.MemberId }, cancel);
        var (said, answered) = ((await sets.ReadAsync<CommentRow>()).ToList(), (await sets.ReadAsync<ShownQuestionRow>()).ToList());
        return new Talk(
            [.. said.Take(PageSize)], said.Count > PageSize ? said[PageSize].Id : null, [.. answered.Take(PageSize)], answered.Count > PageSize ? answered[PageSize].Id : null,
            (await sets.ReadAsync<bool>()).FirstOrDefault(), [.. await sets.ReadAsync<OwnQuestionRow>()]);
    }
}

/// <summary>What stands below an article.</summary>
/// <param name="NextComment">The first of the next page; null on the last.</param>
/// <param name="NextQuestion">The first of the next page; null on the last.</param>
/// <param name="HasThanked">Whether whoever reads thanked; what others did is shown to nobody.</param>
/// <param name="Own">What whoever reads asked and other readers don't see.</param>
internal sealed record Talk(IReadOnlyList<CommentRow> Comments, Guid? NextComment, IReadOnlyList<ShownQuestionRow> Questions, Guid? NextQuestion, bool HasThanked, IReadOnlyList<OwnQuestionRow> Own);

/// <summary>A comment as readers see it.</summary>
internal sealed class CommentRow
{
    public Guid Id { get; set; }

    public Guid MemberId { get; set; }

    public string MemberName { get; set; } = "";

    public string Text { get; set; } = "";

    public CommentState State { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public string? Answer { get; set; }

    public string? AnsweredFor { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>A question that its answer shows to readers.</summary>
internal sealed class ShownQuestionRow
{
    public Guid Id { get; set; }

    /// <summary>Who asked, where they allow it.</summary>
    public string? MemberName { get; set; }

    public string Text { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public string? Answer { get; set; }

    public string AnsweredFor { get; set; } = "";

    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>A question of whoever reads.</summary>
internal sealed class OwnQuestionRow
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";

    public QuestionState State { get; set; }

    public DateTimeOffset At { get; set; }
}
