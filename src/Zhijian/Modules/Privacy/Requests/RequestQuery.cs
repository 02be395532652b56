using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>Finds requests: one's own, and those of people whose records one reviews.</summary>
internal sealed class RequestQuery(ZhijianDb db)
{
    /// <summary>More than anybody makes in a lifetime of membership; the oldest beyond it are in the file of one's own data.</summary>
    private const int MostShown = 100;

    public Task<List<PersonRequest>> Mine(Actor actor, CancellationToken cancel) =>
        db.Set<PersonRequest>().AsNoTracking().Where(r => r.MemberId == actor.MemberId).OrderByDescending(r => r.Id).Take(MostShown).ToListAsync(cancel);

    /// <summary>The request, where it is one's own or one reviews records of its branch; otherwise there is none.</summary>
    public async Task<PersonRequest?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<PersonRequest>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } found && (IsOwn(found, actor) || Reviews(found, actor)) ? found : null;

    public static bool IsOwn(PersonRequest request, Actor actor) => actor.MemberId != Guid.Empty && request.MemberId == actor.MemberId;

    public static bool Reviews(PersonRequest request, Actor actor) => actor.May(ReviewActs.Decide, request.Path);
}
