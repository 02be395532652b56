using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Contesting;

/// <summary>One line on the home of whoever answers contests, while one waits.</summary>
internal sealed class ContestsOnHome : ITaskSource
{
    private const int Minutes = 5;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) =>
        actor.Space is { } space && space.Covers(PointsActs.Decide, space.Path)
            ? new("select count(*)::int from points_contest where state = 'Open' and path >= @path and path < @path || '~' and member_id <> @member;", async sets => [.. (await sets.ReadAsync<int>()).Where(n => n > 0).Select(n => Of(n, now))])
            : null;

    private static HomeTask Of(int waiting, DateTimeOffset now) => new(new HomeText("points.home-contests", waiting), waiting * Minutes, null, "/points/contests", new HomeText("points.home-answer"), "", "scale");
}
