using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Contesting;

/// <summary>Contests that wait for this person's answer, and those that were answered. What else the people of them earned is nowhere to be seen.</summary>
internal sealed class ContestQuery(ZhijianDb db)
{
    public const int PageSize = 30;

    /// <summary>Those at places where the person decides; the ones that wait first come first.</summary>
    public async Task<Listing<PointsContest>> Of(Actor actor, bool answered, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var at, var id] && DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && Guid.TryParse(id, out var lastId) ? (moment, lastId) : ((DateTimeOffset, Guid)?)null;
        var contests = Deciding(actor).Where(c => answered ? c.State != ContestState.Open : c.State == ContestState.Open);
        if (last is { } behind)
        {
            contests = answered
                ? contests.Where(c => c.ContestedAt < behind.Item1 || (c.ContestedAt == behind.Item1 && c.Id < behind.Item2))
                : contests.Where(c => c.ContestedAt > behind.Item1 || (c.ContestedAt == behind.Item1 && c.Id > behind.Item2));
        }
        contests = answered ? contests.OrderByDescending(c => c.ContestedAt).ThenByDescending(c => c.Id) : contests.OrderBy(c => c.ContestedAt).ThenBy(c => c.Id);
        return Listing.Of(await contests.Take(size + 1).AsNoTracking().ToListAsync(cancel), size, c => Cursor.Of(c.ContestedAt.ToString("O", CultureInfo.InvariantCulture), c.Id));
    }

    public async Task<PointsContest?> One(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<PointsContest>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } contest && actor.May(PointsActs.Decide, contest.Path) ? contest : null;

    /// <summary>The contests at and below the posts by which this person decides.</summary>
    private IQueryable<PointsContest> Deciding(Actor actor)
    {
        var own = actor.Posts.Where(p => p.Grants.Any(g => g.Act == PointsActs.Decide && g.Reach == Reach.Own)).Select(p => p.Path).Distinct().ToArray();
        var below = actor.Posts.Where(p => p.Grants.Any(g => g.Act == PointsActs.Decide && g.Reach != Reach.Own)).Select(p => p.Path).Distinct().ToArray();
        return db.Set<PointsContest>().Where(c => own.Contains(c.Path) || below.Any(b => c.Path.StartsWith(b)));
    }
}
