using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Reminding.Weekly;

/// <summary>The overview of each week of the demonstration, beside what its records say.</summary>
public sealed class WeeklyPageTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task Every_level_reads_its_weeks_and_the_committees_numbers_are_those_of_the_records()
    {
        var time = world.Services.GetRequiredService<InstitutionTime>();
        var week = Week.LastBefore(time.Today);
        foreach (var who in new[] { "secretary", "generalbranch", "organisation" })
        {
            var browser = await world.SignedInAs(who);
            for (var back = 0; back < 6; back++)
            {
                await browser.Open($"/weekly?day={week.Monday.AddDays(-7 * back):yyyy-MM-dd}");
                Assert.Equal(HttpStatusCode.OK, browser.Status);
            }
        }
        var month = new Week(week.Monday.AddDays(-28));
        var (from, until) = (time.At(month.Monday, TimeOnly.MinValue), time.At(month.Next.Monday, TimeOnly.MinValue));
        var filed = await world.Read(db => db.Set<Activity>().Where(a => a.StartsAt >= from && a.StartsAt < until && a.State == ActivityState.Filed).GroupBy(a => a.Kind).Select(g => new { g.Key, Count = g.Count() }).ToListAsync());
        var committee = await world.SignedInAs("organisation");
        var page = await committee.Open($"/weekly?day={month.Monday:yyyy-MM-dd}");
        var shown = page.QuerySelectorAll("#done ~ table a.z-num").Select(a => (Kind: Enum.Parse<ActivityKind>(System.Web.HttpUtility.ParseQueryString(new Uri("http://localhost" + a.GetAttribute("href")).Query)["kind"]!), Count: int.Parse(a.TextContent))).ToList();
        Assert.NotEmpty(shown);
        Assert.Equal(filed.Select(f => (f.Key, f.Count)).OrderBy(f => f.Key), shown.OrderBy(f => f.Kind));
    }
}
