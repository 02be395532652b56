using AngleSharp.Dom;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Indicators.Comparing;

/// <summary>The rules with a second version of the indicators, in force from the day after tomorrow: theme days weigh what duties weighed, and another formula stands for them.</summary>
public sealed class TwoVersionsWorld : World
{
    protected override void Configure(WebApplicationBuilder builder)
    {
        // Far enough from a month's turn that the version begins in the month that runs.
        Clock.MoveOnTo(now => now.Day == 10);
        var folder = Path.Combine(Repository, "rules");
        var first = File.ReadAllText(Path.Combine(folder, "indicators.yaml"));
        var begins = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(2);
        const string FromShipped = "inForceFrom: 2026-01-01";
        var second = Change(Change(Change(Change(first, "version: \"1\"", "version: \"2\""), FromShipped, $"inForceFrom: {begins:yyyy-MM-dd}"), "weight: 50", "weight: 30"),
            "formula: share(themeDays, branches * months * 1[record] / 1[organisation])\n      decimals: 0\n      countOf: branches\n      atLeast: 1\n      weight: 30",
            "formula: share(themeDays, branches * months * 2[record] / 1[organisation])\n      decimals: 0\n      countOf: branches\n      atLeast: 1\n      weight: 50");
        var ended = Change(first, FromShipped, $"{FromShipped}\ninForceUntil: {begins.AddDays(-1):yyyy-MM-dd}");
        var packs = Directory.EnumerateFiles(folder, "*.yaml").Where(f => Path.GetFileName(f) != "indicators.yaml").Select(f => new PackText(Path.GetFileName(f), File.ReadAllText(f)))
            .Append(new PackText("indicators.yaml", ended)).Append(new PackText("indicators-2.yaml", second));
        builder.Services.Replace(ServiceDescriptor.Singleton(Rulebook.Read([.. packs])));
    }

    private static string Change(string text, string from, string to) =>
        text.Contains(from, StringComparison.Ordinal) ? text.Replace(from, to, StringComparison.Ordinal) : throw new InvalidOperationException($"The pack has no \"{from}\" any more.");
}

public sealed class IndexVersionsTests(TwoVersionsWorld world) : IClassFixture<TwoVersionsWorld>
{
    [Fact]
    public async Task A_version_that_comes_is_compared_with_the_one_in_force_and_counts_from_its_day_on()
    {
        var u = world.University;
        await world.Counted(u.First, "ThemePartyDay", 1, (6, 6));
        var secretary = await world.SignedIn(u.Secretary);
        // 100 % of its duties and of its theme days, nothing held together: 50 + 30 of 100.
        Assert.Equal("80", await Index(secretary));

        var page = await secretary.Open("/indicators/compare?period=month");
        Assert.Equal(2, page.QuerySelectorAll("#version option").Length);
        Assert.Equal("30", Weight(page, "theme-days"));
        // The form carries the weights of the definition that was shown; the other one begins with its own.
        page = await secretary.Open($"/indicators/compare?period=month&version=2&weighed=1&weight-duties-met={Weight(page, "duties-met")}&weight-theme-days={Weight(page, "theme-days")}");
        Assert.Equal(("30", "50"), (Weight(page, "duties-met"), Weight(page, "theme-days")));
        // 30 for the duties, half of 50 for theme days of which two a month are asked for now.
        var row = page.QuerySelector("section[aria-labelledby=moves] tbody tr")!;
        Assert.Equal(["80", "55", "-25"], row.QuerySelectorAll("td").Take(3).Select(c => c.TextContent.Trim()));
        page = await secretary.Open("/indicators/compare?period=month&version=2&weighed=2&weight-theme-days=70");
        Assert.Equal("70", Weight(page, "theme-days"));

        world.Clock.Move(TimeSpan.FromDays(3));
        Assert.Equal("55", await Index(await world.SignedIn(u.Secretary)));
    }

    private static string? Weight(IDocument page, string name) => page.QuerySelector($"#weight-{name}")!.GetAttribute("value");

    private static async Task<string> Index(Browser browser) => (await browser.Open("/indicators?period=month")).QuerySelector(".z-big span")!.TextContent.Trim();
}
