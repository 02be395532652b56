using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>One overview a day, whatever the clock and the machine do; signed, sent to several bodies, every number open.</summary>
public sealed class OverviewTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("2026-11-27 21:59", "2026-11-26")]
    [InlineData("2026-11-27 22:00", "2026-11-27")]
    [InlineData("2026-11-28 00:10", "2026-11-27")]
    public void The_day_is_due_at_ten_in_the_evening(string local, string due) =>
        Assert.Equal(DateOnly.Parse(due), DailyOverview.LastDue(DateTime.Parse(local)));

    [Theory]
    [InlineData(null, 1)]
    [InlineData("2026-11-26", 1)]
    [InlineData("2026-11-24", 3)]
    [InlineData("2026-11-27", 0)]
    [InlineData("2026-11-29", 0)]
    [InlineData("2026-01-01", 41)]
    public void What_is_missing_is_caught_up_and_nothing_is_made_twice(string? last, int missing) =>
        Assert.Equal(missing, DailyOverview.Missing(last is null ? null : DateOnly.Parse(last), new DateOnly(2026, 11, 27)).Count);

    [Theory]
    [InlineData("10.0.1", 150018, 0)]
    [InlineData("9.0.1", 150018, 1)]
    [InlineData("10.0.1", 150003, 1)]
    [InlineData("10.0.1", 140020, 1)]
    [InlineData("10.0.1", 190000, 0)]
    public void What_is_older_than_its_floor_is_named(string runtime, int postgres, int below) => Assert.Equal(below, VersionFloors.Below(Version.Parse(runtime), postgres).Count);

    [Theory]
    [InlineData("10.0.1", 150018, null, null)]
    [InlineData("10.0.1", 150003, null, "PostgreSQL 15.3")]
    [InlineData("9.0.1", 150003, null, ".NET 9.0.1, PostgreSQL 15.3")]
    [InlineData("10.0.1", 150003, "accept", null)]
    [InlineData("10.0.1", 150003, "yes", "PostgreSQL 15.3")]
    public void Below_its_floor_the_program_does_not_serve_unless_that_was_accepted(string runtime, int postgres, string? accepted, string? why) =>
        Assert.Equal(why, VersionFloors.WhyNotServe(Version.Parse(runtime), postgres, accepted));

    /// <summary>Thirty days at one-hour steps, with a clock that jumps two days back and one ahead, and five outages of up to three days.</summary>
    [Fact]
    public async Task Thirty_days_have_thirty_overviews()
    {
        await using var own = new OwnWorld();
        await own.InitializeAsync();
        _ = own.University;
        var made = await Make(own);
        var first = await Days(own);
        var outages = new Dictionary<int, int> { [60] = 5, [130] = 26, [260] = 72, [400] = 13, [520] = 49 };
        var doubled = 0;
        for (var hour = 0; hour < 30 * 24; hour++)
        {
            own.Clock.Move(TimeSpan.FromHours(1));
            if (hour == 200)
            {
                own.Clock.Move(TimeSpan.FromDays(-2));
                made += await Make(own);
                own.Clock.Move(TimeSpan.FromDays(2));
            }
            if (hour == 300)
            {
                own.Clock.Move(TimeSpan.FromDays(1));
                made += await Make(own);
                own.Clock.Move(TimeSpan.FromDays(-1));
            }
            if (outages.Any(o => hour >= o.Key && hour < o.Key + o.Value))
            {
                continue;
            }
            made += await Make(own);
            doubled += await Make(own);
        }
        var days = await Days(own);
        var fresh = days.Count - first.Count;
        Console.WriteLine($"figure overviews-of-thirty-days {fresh} 30 {(fresh == 30 ? "met" : "short")}");
        Console.WriteLine($"figure overviews-doubled {doubled} 0 {(doubled == 0 ? "met" : "short")}");
        Assert.Equal((30, 0, days.Count), (fresh, doubled, made));
        Assert.Equal(days.Count, days[^1].DayNumber - days[0].DayNumber + 1);
        Assert.Equal(days.Count, await own.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(OverviewMade))));
    }

    [Fact]
    public async Task The_overview_counts_opens_its_numbers_and_shows_when_it_was_changed()
    {
        var u = world.University;
        await world.Visitor().SignIn(u.SecondMember.UserName!, "wrong");
        world.Services.GetRequiredService<SecurityCounters>().Answered(403);
        world.Services.GetRequiredService<SecurityCounters>().Answered(200);
        await world.Inside(async s =>
        {
            await s.GetRequiredService<OverviewJob>().Run(default);
            return 0;
        });
        world.Clock.Move(TimeSpan.FromDays(1));
        Assert.Equal(1, await Make(world));
        var office = await world.SignedIn(u.OrganisationDepartment);
        var list = await office.Open("/oversight");
        var page = await office.Open(list.QuerySelector("ul.z-list a")!.GetAttribute("href")!);
        Assert.Contains("签名有效", office.Text, StringComparison.Ordinal);
        Assert.Equal("1", page.QuerySelector("a[href$='/FailedSignIns']")!.TextContent);
        await office.Open(page.QuerySelector("a[href$='/FailedSignIns']")!.GetAttribute("href")!);
        Assert.Contains("登录失败", office.Text, StringComparison.Ordinal);
        Assert.NotEmpty(await world.Read(db => db.Set<Message>().Where(m => m.TextKey == "message.overview").ToListAsync()));

        await using var owner = new Npgsql.NpgsqlConnection(world.Database.OwnerConnection);
        await owner.OpenAsync(TestContext.Current.CancellationToken);
        await Dapper.SqlMapper.ExecuteAsync(owner, "set zhijian.scope1 = '1.'; update daily_overview set content = replace(content, '\"FailedSignIns\":1', '\"FailedSignIns\":0')");
        await office.Open(list.QuerySelector("ul.z-list a")!.GetAttribute("href")!);
        Assert.Contains("签名不符", office.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_neither_read_nor_receive_it()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/oversight");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        await office.Open("/oversight/2020-01-01");
        Assert.Equal(HttpStatusCode.NotFound, office.Status);
        await office.Open("/oversight/nonsense/None");
        Assert.Equal(HttpStatusCode.NotFound, office.Status);
    }

    private static async Task<int> Make(World of) => await of.Inside(s => s.GetRequiredService<OverviewJob>().MakeMissing(default));

    private static async Task<List<DateOnly>> Days(World of) => await of.Inside(s => s.GetRequiredService<Fence>().Rows<DateOnly>("select day from daily_overview order by day", null, default));

    private sealed class OwnWorld : World, IAsyncDisposable;
}
