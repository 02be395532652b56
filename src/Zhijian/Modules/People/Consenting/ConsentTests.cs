using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Consenting;

/// <summary>Consents are given and withdrawn one by one, and what rests on one asks the ledger.</summary>
public sealed class ConsentTests(World world) : IClassFixture<World>
{
    private static readonly ConsentRule Address = Rule(ConsentPurpose.HomeAddress, 2);

    /// <summary>State by the newest line of the ledger (null: none) and its wording, where wording 2 is in force.</summary>
    [Theory]
    [InlineData(null, 0, ConsentState.NotAsked)]
    [InlineData(true, 2, ConsentState.Given)]
    [InlineData(true, 1, ConsentState.WordingChanged)]
    [InlineData(false, 2, ConsentState.Withdrawn)]
    [InlineData(false, 1, ConsentState.Withdrawn)]
    public void What_holds_is_the_newest_line_in_the_wording_in_force(bool? given, int wording, ConsentState expected)
    {
        var earlier = Entry(!(given ?? true), 2, hours: -1);
        var consents = Ledger(given is { } answer ? [Entry(answer, wording, hours: 0), earlier] : []);
        Assert.Equal(expected, consents.Of(ConsentPurpose.HomeAddress));
        Assert.Equal(expected == ConsentState.Given, consents.Allow(nameof(Member.HomeAddress)));
        Assert.True(consents.Allow(nameof(Member.MobileNumber)));
    }

    [Fact]
    public void Any_row_of_answers_ends_as_its_last_answer_and_nothing_is_bundled()
    {
        var random = new Random(20261128);
        for (var round = 0; round < 500; round++)
        {
            var entries = Enumerable.Range(0, random.Next(1, 12)).Select(i => new ConsentEntry
            {
                MemberId = Guid.Empty, Path = "1.", Purpose = (ConsentPurpose)random.Next(2), Wording = random.Next(1, 3), Given = random.Next(2) == 0, At = DateTimeOffset.UnixEpoch.AddHours(i), Page = "/me/consents",
            }).ToList();
            var consents = Ledger([.. entries.OrderBy(_ => random.Next())]);
            foreach (var purpose in Enum.GetValues<ConsentPurpose>())
            {
                var last = entries.LastOrDefault(e => e.Purpose == purpose);
                Assert.Equal(last is { Given: true, Wording: 2 }, consents.Of(purpose) == ConsentState.Given);
            }
        }
    }

    [Fact]
    public async Task Giving_and_withdrawing_are_one_press_each_on_the_same_page_and_the_ledger_keeps_both()
    {
        var person = await Person("庚同意");
        var own = await world.SignedIn(await world.AccountOf(person));
        var commissioner = await world.SignedIn(await world.AccountOf(await Commissioner()));
        await commissioner.Open($"/people/{person.Id}/reveal/HomeAddress");
        Assert.Equal(HttpStatusCode.NotFound, commissioner.Status);
        await commissioner.Open($"/people/{person.Id}");
        Assert.Contains("本人未同意", commissioner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("021-777", commissioner.Text, StringComparison.Ordinal);

        var page = await own.Open("/me/consents");
        Assert.Empty(page.QuerySelectorAll("input[type=checkbox], input[checked]"));
        Assert.NotNull(page.QuerySelector("form[action='/me/consents/FixedPhone/give']"));
        await Submit(own, page, "form[action='/me/consents/HomeAddress/give']");
        Assert.Equal("/me/consents", own.Path);
        await commissioner.Open($"/people/{person.Id}/reveal/HomeAddress");
        Assert.Equal(HttpStatusCode.OK, commissioner.Status);
        await commissioner.Open($"/people/{person.Id}");
        Assert.DoesNotContain("021-777", commissioner.Text, StringComparison.Ordinal);

        page = await own.Open("/me/consents");
        await Submit(own, page, "form[action='/me/consents/HomeAddress/withdraw']");
        Assert.Equal("/me/consents", own.Path);
        var kept = await world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id));
        Assert.True(kept is { HomeAddress: null, FixedPhone: "021-777", MobileNumber: not null });
        var ledger = await world.Read(db => db.Set<ConsentEntry>().AsNoTracking().Where(e => e.MemberId == person.Id).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([true, false], ledger.Select(e => e.Given));
        Assert.All(ledger, e => Assert.Equal(("/me/consents", ConsentPurpose.HomeAddress), (e.Page, e.Purpose)));

        // Nobody writes it back behind the person's back.
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open($"/people/{person.Id}/correct"), "保存", ("Form.HomeAddress", "偷偷写回"));
        secretary.Says(PeopleRefusals.NeedsConsent);

        // The ledger can only be added to.
        await Assert.ThrowsAnyAsync<Exception>(() => world.Inside(async s =>
            await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Fence>(s).Run("update consent_entry set given = true", null, default)));
    }

    [Fact]
    public async Task An_old_page_and_a_second_press_change_nothing()
    {
        var person = await Person("辛同意");
        var own = await world.SignedIn(await world.AccountOf(person));
        var page = await own.Open("/me/consents");
        await Submit(own, page, "form[action='/me/consents/FixedPhone/give']", ("version", "99"));
        own.Says(PlatformRefusals.Stale);
        page = await own.Open("/me/consents");
        await Submit(own, page, "form[action='/me/consents/FixedPhone/give']");
        await Submit(own, page, "form[action='/me/consents/FixedPhone/give']", ("_key", Guid.NewGuid().ToString("N")));
        own.Says(PeopleRefusals.ConsentStands);
        Assert.Equal(1, await world.Read(db => db.Set<ConsentEntry>().CountAsync(e => e.MemberId == person.Id)));
    }

    private static Consents Ledger(IEnumerable<ConsentEntry> entries) =>
        new(new Dictionary<ConsentPurpose, ConsentRule> { [ConsentPurpose.HomeAddress] = Address, [ConsentPurpose.FixedPhone] = Rule(ConsentPurpose.FixedPhone, 2) }, entries);

    private static ConsentRule Rule(ConsentPurpose purpose, int wording) => new(purpose, wording, new("", ""), new("", ""), new("", ""), new RuleReference("people-rights", "1", "x", ""));

    private static ConsentEntry Entry(bool given, int wording, int hours) => new()
    {
        MemberId = Guid.Empty, Path = "1.", Purpose = ConsentPurpose.HomeAddress, Wording = wording, Given = given, At = DateTimeOffset.UnixEpoch.AddHours(hours), Page = "/me/consents",
    };

    /// <summary>Presses the button of this form, with fields changed as somebody might.</summary>
    private static Task<IDocument> Submit(Browser browser, IDocument page, string form, params (string Name, string Value)[] changed)
    {
        var found = page.QuerySelector<IHtmlFormElement>(form)!;
        var fields = Browser.Fields(found).Where(f => changed.All(c => c.Name != f.Key)).Concat(changed.Select(c => KeyValuePair.Create(c.Name, c.Value)));
        return browser.Post(found.GetAttribute("action")!, fields);
    }

    private Task<Member> Commissioner() => world.Read(db => db.Members.SingleAsync(m => m.Id == world.University.FirstMembers[2].Id));

    private Task<Member> Person(string name) => world.Given(db =>
    {
        var branch = world.University.First;
        var made = new Member { Name = name, OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.FullMember, JoinDate = new DateOnly(2020, 1, 1), FullMemberDate = new DateOnly(2021, 1, 1), MobileNumber = new("13811110000"), HomeAddress = new("庚路三号"), FixedPhone = "021-777" };
        db.Add(made);
        db.Add(new Membership { MemberId = made.Id, OrganisationId = branch.Id, Path = branch.Path, From = new DateOnly(2025, 9, 1) });
        return made;
    });
}
