using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.OwnRecord;

/// <summary>One's own record of the demonstration's trial, and that nobody else comes near it.</summary>
public sealed class OwnRecordTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task It_lists_exactly_what_is_filed_each_with_its_page()
    {
        var member = await MemberOf("member");
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var took = await world.Read(db => (from t in db.Set<Attendance>()
                                           join a in db.Set<Activity>() on t.ActivityId equals a.Id
                                           where t.MemberId == member && a.State == ActivityState.Filed && (t.Status == AttendanceStatus.Present || t.Status == AttendanceStatus.PresentOnline || t.Status == AttendanceStatus.MadeUp)
                                           select new { a.Id, a.StartsAt }).ToListAsync());
        Assert.True(took.Count > 5);
        var browser = await world.SignedInAs("member");
        HashSet<string> shown = [];
        foreach (var year in took.Select(t => TimeZoneInfo.ConvertTime(t.StartsAt, zone).Year).Distinct())
        {
            var page = await browser.Open($"/me/work?year={year.ToString(CultureInfo.InvariantCulture)}");
            shown.UnionWith(page.QuerySelectorAll("main li a[href^='/activities/']").Select(a => a.GetAttribute("href")!));
        }
        Assert.Equal(took.Select(t => $"/activities/{t.Id}").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        await browser.Open(shown.First());
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task A_secretary_finds_posts_and_what_they_hosted_and_a_remark_stays_theirs()
    {
        var secretary = await world.SignedInAs("secretary");
        // The year in which the demonstration's last months lie, also on the first days of the next.
        var page = await secretary.Open($"/me/work?year={DemonstrationWorld.LoadedAt.AddMonths(-1).Year.ToString(CultureInfo.InvariantCulture)}");
        Assert.Contains("担任职务", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("组织与撰写", secretary.Text, StringComparison.Ordinal);
        var note = page.QuerySelector("main a[href^='/me/work/hosted/']")!.GetAttribute("href")!;
        var form = await secretary.Open(note);
        await secretary.Press(form, "保存", ("Form.Remark", new string('长', WorkNote.LongestRemark + 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        await secretary.Press(await secretary.Open(note), "保存", ("Form.Remark", "第一次主持 <b>读书会</b>"), ("Form.Hidden", "true"));
        Assert.Contains("备注已保存", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("第一次主持 &lt;b&gt;读书会", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("打印时不显示", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(form, "保存", ("Form.Remark", "旧表单"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, secretary.Status);

        // The line is nobody else's, not even as an address.
        foreach (var other in new[] { "member", "organisation", "admin" })
        {
            var browser = await world.SignedInAs(other);
            await browser.Open(note);
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
            await browser.Open("/me/work");
            Assert.DoesNotContain("第一次主持", browser.Text, StringComparison.Ordinal);
        }
        var english = world.Visitor("en");
        await english.SignIn("secretary", world.PasswordOf("secretary"));
        await english.Open("/me/work");
        Assert.Contains("Hosted and written", english.Text, StringComparison.Ordinal);
    }

    private async Task<Guid> MemberOf(string userName) => (await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == userName))).MemberId!.Value;
}
