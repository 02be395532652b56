using Zhijian.Modules.Publishing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences.Following;

/// <summary>Readers see the article: its writers are told, and from now on removal is asked for instead of taken.</summary>
internal sealed class TellWhenArticlePublished(Fence fence, Postbox postbox) : IWhen<ArticlePublished>
{
    public async Task Handle(ArticlePublished fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        List<Told> told;
        using (fence.As(SystemActors.Experiences))
        {
            told = await fence.Rows<Told>(
                """
                update experience_report r set is_published = true, version = r.version + 1 from member m
                where r.article_id = @SubjectId and not r.is_published and m.id = r.member_id returning r.member_id as MemberId, m.path, r.activity_id as ActivityId, r.title
                """, new { fact.SubjectId }, cancel);
        }
        postbox.Deliver(told.Select(t => Message.To(t.MemberId, t.Path, now, $"/activities/{t.ActivityId}/experience", "experiences.message-published", t.Title, fact.Title)));
    }

    private sealed class Told
    {
        public Guid MemberId { get; set; }

        public string Path { get; set; } = "";

        public Guid ActivityId { get; set; }

        public string Title { get; set; } = "";
    }
}

/// <summary>Nobody reads the article any more: its reports are their writers' to take back again.</summary>
internal sealed class FreeWhenArticleGone(Fence fence) : IWhen<ArticleWithdrawn>, IWhen<ArticleExpired>
{
    public Task Handle(ArticleWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => Free(fact.SubjectId, cancel);

    public Task Handle(ArticleExpired fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => Free(fact.SubjectId, cancel);

    private async Task Free(Guid article, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Experiences);
        await fence.Run("update experience_report set is_published = false, version = version + 1 where article_id = @article and is_published", new { article }, cancel);
    }
}
