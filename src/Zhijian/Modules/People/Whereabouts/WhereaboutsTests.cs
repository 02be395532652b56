using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Whereabouts;

public sealed class WhereaboutsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_secretary_notes_who_is_away_and_the_list_finds_them_the_trace_keeps_no_place()
    {
        var u = world.University;
        var person = u.FirstMembers[4];
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Open($"/people/{person.Id}");
        page = await secretary.Open(page.QuerySelector("a[href$='/whereabouts']")!.GetAttribute("href")!);
        await secretary.Press(page, "保存", ("Form.FloatingSince", "2026-02-01"), ("Form.FloatingTo", "海城实习"));
        Assert.DoesNotContain("海城实习", secretary.Text, StringComparison.Ordinal);
        Assert.Equal("海城实习", (await Kept(person)).FloatingTo!.Plain);

        // The place is not put into the form again; left empty it is kept, and goes when the person is back.
        await secretary.Press(await secretary.Open($"/people/{person.Id}/whereabouts"), "保存", ("Form.LostSince", "2026-02-02"));
        Assert.Equal("海城实习", (await Kept(person)).FloatingTo!.Plain);
        await secretary.Press(await secretary.Open($"/people/{person.Id}/whereabouts"), "保存", ("Form.FloatingSince", ""));
        Assert.Null((await Kept(person)).FloatingTo);
        await secretary.Press(await secretary.Open($"/people/{person.Id}/whereabouts"), "保存", ("Form.LostSince", ""), ("Form.FloatingSince", "2026-02-01"), ("Form.FloatingTo", "海城实习"));

        var list = await secretary.Open("/people?state=Floating");
        Assert.Equal(person.Name, Assert.Single(list.QuerySelectorAll("#people tbody th a")).TextContent);
        Assert.Empty((await secretary.Open("/people?state=LostContact")).QuerySelectorAll("#people tbody th"));
        Assert.DoesNotContain("海城", (await world.Read(db => db.Set<JournalEntry>().FirstAsync(j => j.SubjectId == person.Id && j.Fact == nameof(WhereaboutsNoted)))).Body, StringComparison.Ordinal);

        var above = await world.SignedIn(u.GeneralBranchReviewer);
        await above.Open($"/people/{person.Id}");
        Assert.DoesNotContain("海城实习", above.Text, StringComparison.Ordinal);
        var other = await world.SignedIn(u.SecondSecretary);
        await other.Open($"/people/{person.Id}/whereabouts");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    private Task<Member> Kept(Member person) => world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id));

    [Fact]
    public async Task A_day_to_come_and_a_place_without_a_day_are_refused_at_their_field()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Open($"/people/{u.FirstMembers[5].Id}/whereabouts");
        page = await secretary.Press(page, "保存", ("Form.LostSince", "2999-01-01"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.NotNull(page.QuerySelector("#Form-LostSince-error"));
        page = await secretary.Press(page, "保存", ("Form.LostSince", ""), ("Form.FloatingTo", "某地"), ("_key", "again"));
        Assert.NotNull(page.QuerySelector("#Form-FloatingSince-error"));
    }
}
