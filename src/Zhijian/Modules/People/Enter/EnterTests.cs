using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Enter;

public sealed class EnterTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_secretary_enters_a_member_and_the_trace_names_no_value()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/people/new");

        await browser.Press(page, "登记党员", ("Form.Name", "简行之"), ("Form.IdentityNumber", "990101200001010014"), ("Form.SexCode", "1"), ("Form.MobileNumber", "138 0012 0000"), ("Form.InstitutionNumber", "20231017"));

        Assert.Contains("已登记简行之", browser.Text, StringComparison.Ordinal);
        var kept = await world.Read(db => db.Members.SingleAsync(m => m.Name == "简行之"));
        Assert.Equal(("13800120000", world.University.First.Id), (kept.MobileNumber!.Plain, kept.OrganisationId));
        var trace = await world.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == kept.Id));
        Assert.DoesNotContain("990101", trace.Body, StringComparison.Ordinal);
        Assert.True(await world.Read(db => db.Memberships.AnyAsync(m => m.MemberId == kept.Id && m.Until == null)));
    }

    [Fact]
    public async Task Somebody_known_elsewhere_is_refused_without_saying_where()
    {
        var third = world.University.Third;
        await world.Given(db => db.Add(new Member { Name = "已在别处", OrganisationId = third.Id, Path = third.Path, Category = MemberCategory.FullMember, IdentityNumber = new("990101200509300071") }));
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/people/new");

        await browser.Press(page, "登记党员", ("Form.Name", "同一人"), ("Form.IdentityNumber", "990101200509300071"));

        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        browser.Says(PeopleRefusals.AskUpper);
        Assert.DoesNotContain("已在别处", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(third.Name, browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form.IdentityNumber", "990101200001010013", "校验位")]
    [InlineData("Form.SexCode", "7", "不在标准代码表")]
    [InlineData("Form.EthnicCode", "57", "不在标准代码表")]
    [InlineData("Form.MobileNumber", "12345", "号码格式不对")]
    [InlineData("Form.JoinDate", "2999-01-01", "还没有到")]
    [InlineData("Form.JoinDate", "一月一日", "没有看懂")]
    [InlineData("Form.Name", " ", "请填写这一项")]
    public async Task What_cannot_be_right_comes_back_at_its_field_with_what_was_typed(string field, string value, string sentence)
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/people/new");

        page = await browser.Press(page, "登记党员", [("Form.Name", "待改正"), ("Form.ClassName", "软件工程一班"), (field, value)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, page.QuerySelector($".has-error:has([name='{field}']) .z-err")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("软件工程一班", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sex_and_birth_must_agree_with_the_identity_number()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/people/new");

        await browser.Press(page, "登记党员", ("Form.Name", "不一致"), ("Form.IdentityNumber", "990101199912310020"), ("Form.SexCode", "1"));
        Assert.Contains("第 17 位不一致", browser.Text, StringComparison.Ordinal);

        await browser.Press(page, "登记党员", ("Form.Name", "不一致"), ("Form.IdentityNumber", "990101199912310020"), ("Form.BirthDate", "1999-12-30"), ("_key", "k2"));
        Assert.Contains("出生日期与身份号码不一致", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_keeps_what_was_left_empty_and_refuses_a_stale_form()
    {
        var first = world.University.First;
        var person = await world.Given(db =>
        {
            var made = new Member { Name = "更正前", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, MobileNumber = new("13800120001") };
            db.Add(made);
            return made;
        });
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open($"/people/{person.Id}/correct");
        Assert.DoesNotContain("13800120001", browser.Text, StringComparison.Ordinal);

        await browser.Press(page, "保存", ("Form.Name", "更正后"));
        Assert.Contains("信息已更正", browser.Text, StringComparison.Ordinal);
        var kept = await world.Read(db => db.Members.SingleAsync(m => m.Id == person.Id));
        Assert.Equal(("更正后", "13800120001", 2), (kept.Name, kept.MobileNumber!.Plain, kept.Version));

        await browser.Press(page, "保存", ("Form.Name", "旧页面"), ("_key", "stale"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, browser.Status);
    }

    [Fact]
    public async Task A_committee_member_of_the_branch_may_look_but_not_enter()
    {
        var browser = await world.SignedIn(world.University.BranchCommittee);

        await browser.Open("/people/new");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }
}
