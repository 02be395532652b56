using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Planning;

public sealed class PlanTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_theme_day_is_planned_with_one_typed_field_and_everybody_is_told()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Open("/activities/new?kind=ThemePartyDay");
        page = await secretary.Press(page, "保存计划", ("Form.Place", "校史馆二层"));

        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        Assert.StartsWith("/activities/", secretary.Path, StringComparison.Ordinal);
        Assert.Contains("主题党日", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("通知 8 人", secretary.Text, StringComparison.Ordinal);

        page = await secretary.Press(page, "通知 8 人");
        Assert.Contains("通知已送达", page.Body!.TextContent, StringComparison.Ordinal);
        var member = await world.SignedIn(u.Member);
        var messages = await member.Open("/messages");
        Assert.Contains("请答复是否参加", messages.Body!.TextContent, StringComparison.Ordinal);
        await member.Open(messages.QuerySelector(".z-list a")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, member.Status);
        Assert.Contains("请答复是否参加", member.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_fields_come_back_with_what_was_typed()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open("/activities/new?kind=BranchMembersMeeting");
        page = await secretary.Press(page, "保存计划", ("Form.Title", "三季度大会"), ("Form.From", "16:00"), ("Form.Until", "15:00"), ("Form.Place", "东四"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.Contains("结束要晚于开始", page.QuerySelector("#Form-Until-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("三季度大会", page.QuerySelector("#Form-Title")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_clash_is_shown_and_can_be_accepted()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var day = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(40).ToString("yyyy-MM-dd");
        (string, string)[] same = [("Form.Day", day), ("Form.From", "09:00"), ("Form.Until", "10:00"), ("Form.Place", "东四教室")];
        await secretary.Press(await secretary.Open("/activities/new?kind=PartyLecture"), "保存计划", same);
        Assert.Equal(HttpStatusCode.OK, secretary.Status);

        var page = await secretary.Press(await secretary.Open("/activities/new?kind=PartyLecture"), "保存计划", same);
        Assert.Equal(HttpStatusCode.Conflict, secretary.Status);
        Assert.Contains("地点相同", secretary.Text, StringComparison.Ordinal);
        secretary.Says(ActivityRefusals.OverlapsOthers);
        Assert.Contains("9 人要同时参加", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(page, "保存计划", ("Form.Despite", "true"));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
    }

    [Fact]
    public async Task A_joint_activity_belongs_to_every_partner_and_each_sees_it()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var page = await secretary.Press(await secretary.Open("/activities/new?kind=LinkageActivity"), "保存计划", ("Form.Place", "操场"), ("Form.Day", "2098-04-09"), ("Form.Partners[0].Text", "中文系"), ("Form.Times", "1"));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        var id = Guid.Parse(secretary.Path.Split('/')[^1]);
        Assert.Contains("中文系党支部", secretary.Text, StringComparison.Ordinal);

        Assert.Equal(2, await world.Read(db => db.ActivityParties.CountAsync(p => p.ActivityId == id)));
        Assert.Equal(24, await world.Read(db => db.Attendances.CountAsync(a => a.ActivityId == id)));
        var partner = await world.SignedIn(u.ThirdSecretary);
        await partner.Open($"/activities/{id}");
        Assert.Equal(HttpStatusCode.OK, partner.Status);
        Assert.Contains("计算机第一党支部", (await partner.Open("/activities")).Body!.TextContent, StringComparison.Ordinal);
        var stranger = await world.SignedIn(u.SecondSecretary);
        await stranger.Open($"/activities/{id}");
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
    }

    [Fact]
    public async Task A_series_makes_one_for_each_month_and_the_last_one_can_be_copied()
    {
        var secretary = await world.SignedIn(world.University.SecondSecretary);
        await secretary.Press(await secretary.Open("/activities/new?kind=BranchCommitteeMeeting"), "保存计划", ("Form.Title", "支委会例会"), ("Form.Place", "102"), ("Form.Agenda[0].Text", "学习"), ("Form.Agenda[2].Text", "党费"), ("Form.Times", "3"));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        Assert.Equal(3, await world.Read(db => db.Activities.CountAsync(a => a.Title == "支委会例会" && a.SeriesId != null)));

        var copy = await secretary.Open("/activities/new?kind=BranchCommitteeMeeting&from=" + await world.Read(db => db.Activities.Where(a => a.Title == "支委会例会").Select(a => a.Id).FirstAsync()));
        Assert.Equal(["学习", "党费", ""], copy.QuerySelectorAll("[name^='Form.Agenda[']").Select(i => i.GetAttribute("value")!));
    }

    [Fact]
    public async Task Points_are_added_moved_and_taken_out_without_script_and_nothing_typed_is_lost()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open("/activities/new?kind=PartyLecture");
        page = await secretary.Press(page, "加一个议题", ("Form.Title", "没有脚本的党课"), ("Form.Agenda[0].Text", "一"), ("Form.Agenda[1].Text", "二"));
        Assert.Equal(["一", "二", "", ""], Points());
        Assert.Equal("没有脚本的党课", page.QuerySelector("#Form-Title")!.GetAttribute("value"));
        var fields = Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector("form[data-draft]")!).ToList();
        page = await secretary.Post(secretary.Path, [.. fields, new("_rows", "Form.Agenda:down:0")]);
        Assert.Equal(["二", "一", "", ""], Points());
        fields = Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector("form[data-draft]")!).ToList();
        page = await secretary.Post(secretary.Path, [.. fields, new("_rows", "Form.Agenda:remove:0")]);
        Assert.Equal(["一", "", ""], Points());
        Assert.Equal(0, await world.Read(db => db.Activities.CountAsync(a => a.Title == "没有脚本的党课")));

        IEnumerable<string> Points() => page.QuerySelectorAll("[name^='Form.Agenda[']").Select(i => i.GetAttribute("value")!);
    }

    [Fact]
    public async Task While_a_partner_is_typed_the_organisations_it_may_mean_are_named()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var found = await secretary.Open("/activities/partners?Form.Partners[0].Text=" + Uri.EscapeDataString("中文系"));
        Assert.Equal(world.University.Third.Name, Assert.Single(found.QuerySelectorAll("option")).GetAttribute("value"));
        Assert.Empty((await secretary.Open("/activities/partners?Form.Partners[0].Text=")).QuerySelectorAll("option"));
        var member = await world.SignedIn(world.University.SecondMember);
        await member.Open("/activities/partners?Form.Partners[0].Text=x");
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
    }

    [Fact]
    public async Task A_plain_member_may_not_plan_and_does_not_see_a_plan_before_the_notice()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Press(await secretary.Open("/activities/new?kind=ThemePartyDay&month=2099-01"), "保存计划", ("Form.Place", "馆"));
        var address = secretary.Path;
        var member = await world.SignedIn(u.Member);

        await member.Open("/activities/new");
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
        await member.Open(address);
        Assert.Equal(HttpStatusCode.NotFound, member.Status);
        await member.Open($"/activities/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, member.Status);
    }

    [Fact]
    public async Task A_change_of_place_is_told_again_and_a_cancelled_activity_says_why()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.ThirdSecretary);
        var page = await secretary.Press(await secretary.Open("/activities/new?kind=ThemePartyDay"), "保存计划", ("Form.Place", "馆一"), ("Form.Day", "2098-03-05"));
        var address = secretary.Path;
        var id = Guid.Parse(address.Split('/')[^1]);
        page = await secretary.Press(page, page.QuerySelectorAll("button").First(b => b.TextContent.Contains("通知", StringComparison.Ordinal)).TextContent.Trim());
        await secretary.Press(await secretary.Open(address + "/change"), "保存修改", ("Form.Place", "馆二"));
        Assert.Contains("馆二", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(2 * 14, await world.Read(db => db.Set<Platform.Messages.Message>().CountAsync(m => m.Href == address)));

        var refused = await secretary.Press(await secretary.Open(address + "/cancel"), "取消这次活动");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        await secretary.Press(refused, "取消这次活动", ("Form.Reason", "停电"));
        Assert.Contains("停电", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(ActivityState.Cancelled, await world.Read(db => db.Activities.Where(a => a.Id == id).Select(a => a.State).FirstAsync()));
    }
}
