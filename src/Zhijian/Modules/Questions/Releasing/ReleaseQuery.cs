using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Releasing;

/// <summary>What was handed in together, for those who write and review it.</summary>
internal sealed class ReleaseQuery(ZhijianDb db)
{
    public async Task<QuestionRelease?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<QuestionRelease>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } release && actor.May(QuestionActs.See, release.Path) ? release : null;

    public Task<List<BankQuestion>> Questions(Guid id, CancellationToken cancel) =>
        db.Set<BankQuestion>().AsNoTracking().Where(q => q.ReleaseId == id).OrderBy(q => q.Category).ThenBy(q => q.Id).Take(QuestionRelease.Most).ToListAsync(cancel);
}
