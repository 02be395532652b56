using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>Pictures and files of an article: its authors add them to a draft. The first picture is its cover.</summary>
internal sealed class ArticleAttachments(ZhijianDb db) : IAttachable
{
    public const string Kind = "news";

    public string SubjectKind => Kind;

    public async Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel) =>
        await db.Set<Article>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == subjectId, cancel) is { } article && actor.May(PublishingActs.See, article.Path)
            ? new AttachmentPlace(article.Id, article.Path, !actor.May(PublishingActs.Write, article.Path) ? PlatformRefusals.NotYours : article.State != ArticleState.Draft ? PublishingRefusals.NotADraft : null) { TakesGuarded = false }
            : null;

    public string AddressOf(Guid subjectId) => $"/news/work/{subjectId}#files";
}
