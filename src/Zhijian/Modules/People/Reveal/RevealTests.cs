using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Reveal;

/// <summary>One sealed value, one reason, one minute, one trace that the person sees.</summary>
public sealed class RevealTests(World world) : IClassFixture<World>
{
    private const string Identity = "990101199912310020";

    private static readonly Member Somebody = new() { Name = "某人", OrganisationId = Guid.NewGuid(), Path = "1.2.3.", Category = MemberCategory.FullMember };

    [Theory]
    [InlineData(Sight.Branch, false, RevealReason.Contact, null, "platform.not-yours", null)]
    [InlineData(Sight.Branch, true, null, null, "platform.required", "Form.Reason")]
    [InlineData(Sight.Branch, true, RevealReason.Own, null, "platform.required", "Form.Reason")]
    [InlineData(Sight.Tree, true, RevealReason.Other, "  ", "platform.required", "Form.Note")]
    [InlineData(Sight.Tree, true, RevealReason.Other, "办理户籍证明", null, null)]
    [InlineData(Sight.Branch, true, RevealReason.CheckData, null, null, null)]
    [InlineData(Sight.Self, true, null, null, null, null)]
    public void A_value_is_shown_for_a_reason(Sight sight, bool may, RevealReason? reason, string? note, string? refusal, string? field)
    {
        var decision = RevealValueAction.Decide(Somebody, sight, nameof(Member.MobileNumber), may, reason, note);
        Assert.Equal((refusal, field), (decision.Refusal?.Code, decision.Refusal?.Field));
        if (refusal is null)
        {
            Assert.Equal((sight == Sight.Self ? RevealReason.Own : reason, note), (decision.Fact!.Reason, decision.Fact.Note));
        }
    }

    [Fact]
    public void A_note_has_its_length() =>
        Assert.Equal("platform.too-long", RevealValueAction.Decide(Somebody, Sight.Branch, nameof(Member.MobileNumber), true, RevealReason.Other, new string('长', RevealValueAction.LongestNote + 1)).Refusal!.Code);

    [Fact]
    public async Task A_secretary_sees_one_value_with_a_reason_and_the_person_sees_who_and_why()
    {
        var u = world.University;
        var person = await Person("甲被看");
        var account = await world.AccountOf(person);
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Open($"/people/{person.Id}");
        Assert.DoesNotContain(Identity, secretary.Text, StringComparison.Ordinal);

        page = await secretary.Open(page.QuerySelector("a.z-reveal[href$='/IdentityNumber']")!.GetAttribute("href")!);
        Assert.DoesNotContain(Identity, secretary.Text, StringComparison.Ordinal);
        page = await secretary.Press(page, "查看 60 秒");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.DoesNotContain(Identity, secretary.Text, StringComparison.Ordinal);
        Assert.Empty(await Traces(person));

        await secretary.Press(page, "查看 60 秒", ("Form.Reason", "CheckData"), ("Form.Note", "核对登记表"));
        Assert.Contains(Identity, secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("13800120000", secretary.Text, StringComparison.Ordinal);
        var trace = Assert.Single(await Traces(person));
        Assert.DoesNotContain(Identity, trace.Body, StringComparison.Ordinal);
        Assert.Empty(await world.Inside(s => s.GetRequiredService<Fence>().Rows<Guid>("select account_id from answered_request where position(convert_to(@text, 'UTF8') in body) > 0", new { text = Identity }, default)));

        var own = await world.SignedIn(account);
        await own.Open("/me");
        Assert.Contains("核对登记表", own.Text, StringComparison.Ordinal);
        Assert.Contains(u.Secretary.DisplayName, own.Text, StringComparison.Ordinal);
        Assert.Contains("message.value-revealed", (await world.Read(db => db.Set<Message>().Where(m => m.MemberId == person.Id).ToListAsync())).Select(m => m.TextKey));
    }

    [Fact]
    public async Task Ones_own_value_needs_no_reason_and_leaves_a_trace()
    {
        var person = await Person("乙自看");
        var own = await world.SignedIn(await world.AccountOf(person));
        var page = await own.Open("/me");
        Assert.DoesNotContain(Identity, own.Text, StringComparison.Ordinal);
        page = await own.Open(page.QuerySelector("a.z-reveal[href$='/HomeAddress']")!.GetAttribute("href")!);
        await own.Press(page, "查看 60 秒");
        Assert.Contains("试验路九号", own.Text, StringComparison.Ordinal);
        Assert.Single(await Traces(person));
    }

    [Fact]
    public async Task Nobody_else_gets_as_far_as_the_question()
    {
        var u = world.University;
        var person = await Person("丙不给");
        foreach (var (account, field) in new[] { (u.SecondSecretary, "MobileNumber"), (u.OrganisationDepartment, "EthnicCode"), (u.OrganisationDepartment, "HomeAddress"), (u.Secretary, "HomeAddress"), (u.Secretary, "Name"), (u.Secretary, "DataKey") })
        {
            var browser = await world.SignedIn(account);
            await browser.Open($"/people/{person.Id}/reveal/{field}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
        Assert.Empty(await Traces(person));
    }

    [Fact]
    public async Task The_key_goes_and_nothing_of_it_can_be_shown_any_more()
    {
        var person = await Person("丁无钥");
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set data_key = null where id = @Id", new { person.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/people/{person.Id}");
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        Assert.Empty(page.QuerySelectorAll(".z-mask"));
        await secretary.Open($"/people/{person.Id}/reveal/MobileNumber");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        var program = await world.Program(world.University.Secretary);
        Assert.Contains("\"mobileNumber\":null", await program.GetStringAsync($"/api/v1/members/{person.Id}"), StringComparison.Ordinal);
    }

    private Task<Member> Person(string name) => world.Given(db =>
    {
        var branch = world.University.First;
        // One person each: the same number is never entered twice.
        var made = new Member { Name = name, OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.FullMember, BirthDate = new("1999-12-31"), EthnicCode = new("05"), MobileNumber = new("13800120000"), HomeAddress = new("试验路九号") };
        made.IdentityNumber = name == "甲被看" ? new(Identity) : null;
        db.Add(made);
        return made;
    });

    private Task<List<JournalEntry>> Traces(Member person) => world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == person.Id && j.Fact == nameof(ValueRevealed)).ToListAsync());
}
