using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures.Notes;

/// <summary>What is said to a figure stands in its chart for those whose scope holds the organisation, and that it was taken back is kept.</summary>
public sealed class FigureNotesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_note_is_written_shown_to_those_who_see_the_place_and_taken_back_with_a_trace()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        const string Said = "暑期实习，本月合并到下月开会";
        var list = (await secretary.Press(await secretary.Open("/figures/notes"), "保存批注", ("Form.Measure", "themeDays"), ("Form.Note", Said))).QuerySelector("main")!.TextContent;
        Assert.Contains(Said, list, StringComparison.Ordinal);
        Assert.Contains("书记", list, StringComparison.Ordinal);

        foreach (var who in new[] { u.Secretary, u.GeneralBranchReviewer, u.Office })
        {
            var chart = (await (await world.SignedIn(who)).Open($"/figures?organisation={u.First.Id}")).QuerySelector("section[aria-labelledby=monthly]")!;
            Assert.Contains(Said, chart.QuerySelector("#monthly-notes")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("#monthly-notes", chart.QuerySelector("[data-chart]")!.GetAttribute("data-notes"));
            Assert.Equal("批注1", chart.QuerySelector("tfoot a[href='#monthly-notes-1']")!.TextContent);
            Assert.Equal("主题党日", chart.QuerySelector("#monthly-notes li")!.GetAttribute("data-series"));
        }
        var beside = await world.SignedIn(u.OtherGeneralBranchReviewer);
        await beside.Open($"/figures/notes?organisation={u.First.Id}");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        var member = await world.SignedIn(u.Member);
        await member.Open("/figures/notes");
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);

        var above = await world.SignedIn(u.GeneralBranchReviewer);
        Assert.Contains("figures-monthly", (await above.Open($"/figures?organisation={u.First.Id}")).QuerySelector("a[href^='/exports/figures-monthly']")!.GetAttribute("href"), StringComparison.Ordinal);
        using var taken = await above.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/figures-monthly?format=csv&organisation={u.First.Id}"));
        Assert.Contains(Said, await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The home of who leads others shows those of its own figures, until they are taken back.
        await above.Press(await above.Open("/figures/notes"), "保存批注", ("Form.Measure", "themeDays"), ("Form.Note", "迁往新校区"));
        Assert.Contains("迁往新校区", (await above.Open("/")).QuerySelector("#monthly-notes")!.TextContent, StringComparison.Ordinal);
        await above.Press(await above.Open("/figures/notes"), "撤回");
        Assert.Null((await above.Open("/")).QuerySelector("#monthly-notes"));

        list = (await secretary.Press(await secretary.Open("/figures/notes"), "撤回")).QuerySelector("main")!.TextContent;
        Assert.DoesNotContain(Said, list, StringComparison.Ordinal);
        Assert.Contains("撤回", list, StringComparison.Ordinal);
        Assert.Null((await above.Open($"/figures?organisation={u.First.Id}")).QuerySelector("#monthly-notes"));
        var kept = await world.Read(db => db.Set<FigureNote>().SingleAsync(n => n.Note == Said));
        Assert.NotNull(kept.RetractedAt);
        Assert.Equal(2, await world.Read(db => db.Set<JournalEntry>().CountAsync(e => e.SubjectId == kept.Id)));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_a_month_holds_so_many()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.ThirdSecretary);
        await secretary.Press(await secretary.Open("/figures/notes"), "保存批注", ("Form.Note", "  "));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open("/figures/notes"), "保存批注", ("Form.Note", new string('字', FigureNote.LongestNote + 1)));
        secretary.Says(PlatformRefusals.TooLong.With(FigureNote.LongestNote));
        var month = TreePath.MonthOf(DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime));
        await world.Given(db =>
        {
            db.AddRange(Enumerable.Range(0, FigureNote.MostOfAMonth).Select(i => new FigureNote
            {
                Path = u.Third.Path, OrganisationId = u.Third.Id, Month = month, Measure = "themeDays", Note = $"说明{i}", Author = "书记", Post = Rules.PostKind.Secretary, CreatedBy = Guid.NewGuid(), CreatedAt = world.Clock.GetUtcNow(),
            }));
            return 0;
        });
        await secretary.Press(await secretary.Open($"/figures/notes?month={month.InAddress()}"), "保存批注", ("Form.Month", month.InAddress()), ("Form.Note", "又一条"));
        secretary.Says(FigureRefusals.TooManyNotes.With(FigureNote.MostOfAMonth));
    }

    [Fact]
    public void A_note_is_refused_to_whoever_has_no_post_for_it_for_months_to_come_and_twice_taken_back()
    {
        var (place, today, now) = (new Party(Guid.NewGuid(), "1.2."), new DateOnly(2026, 5, 20), new DateTimeOffset(2026, 5, 20, 9, 0, 0, TimeSpan.Zero));
        var measure = Measures.Load().All.First(m => m.HasSource);
        var author = Holding("1.2.");
        Assert.Equal(PlatformRefusals.NotYours, FigureNote.Write(place, measure, new(2026, 5, 1), "说明", 0, Holding("1.3."), today, now, out _).Refusal);
        Assert.Equal(FigureRefusals.NotYet.At("Form.Month"), FigureNote.Write(place, measure, new(2026, 6, 1), "说明", 0, author, today, now, out _).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Measure"), FigureNote.Write(place, null, new(2026, 5, 1), "说明", 0, author, today, now, out _).Refusal);
        Assert.NotNull(FigureNote.Write(place, measure, new(2026, 5, 1), "说明", 0, author, today, now, out var note).Fact);
        Assert.Equal(PlatformRefusals.NotYours, note!.Retract(Holding("1.3."), 1, now).Refusal);
        Assert.NotNull(note.Retract(author, 1, now).Fact);
        Assert.Equal(PlatformRefusals.Stale, note.Retract(author, 1, now).Refusal);
    }

    private static Platform.Deciding.Actor Holding(string path) => new()
    {
        Name = "林", MemberId = Guid.NewGuid(),
        Posts = [new(Guid.NewGuid(), nameof(Rules.PostKind.Secretary), Guid.NewGuid(), "支部", path, nameof(Rules.SpaceLevel.Branch), [new(FigureActs.Note, Platform.Deciding.Reach.Own)])],
    };
}
