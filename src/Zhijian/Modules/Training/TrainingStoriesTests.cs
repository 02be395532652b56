using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.People;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Training;

/// <summary>A class from its plan to the certificate that a stranger checks, without script.</summary>
public sealed class TrainingStoriesTests(World world) : IClassFixture<World>
{
    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    [Fact]
    public async Task Whoever_did_every_lesson_gets_a_certificate_that_a_stranger_can_check()
    {
        var u = world.University;
        var general = await world.SignedIn(u.GeneralBranchReviewer);
        var id = await Planned(general, "新党员培训班", TrainingDecides.Lessons);
        var enrol = await general.Open($"/training/{id}/enrol");
        await general.Press(enrol, "录入");
        general.Says(TrainingRefusals.NobodyChosen);
        await general.Press(enrol, "录入", ("Form.Numbers", "no-such-number"));
        general.Says(TrainingRefusals.NumbersUnknown);
        await general.Press(enrol, "录入", ("Form.ByKinds", "true"));
        Assert.Contains("学员已录入", general.Text, StringComparison.Ordinal);
        Assert.Equal(18, await world.Read(db => db.Set<TrainingPlace>().CountAsync(p => p.ClassId == id)));
        await general.Press(await general.Open($"/training/{id}/enrol"), "录入", ("Form.ByKinds", "true"));
        general.Says(TrainingRefusals.NobodyCame);

        // The lesson is an activity of the first branch: seven of its nine people were there.
        var record = await world.Submitted("培训第一课");
        await world.Approve(record.Id);
        await world.Given(db => db.Set<TrainingClass>().Single(c => c.Id == id).Lessons = [new TrainingLesson(LessonKind.Activity, record.ActivityId, "培训第一课")]);
        await general.Press(await general.Open($"/training/{id}"), "认定结业并颁发证书");
        Assert.Contains("证书已颁发", general.Text, StringComparison.Ordinal);
        var certificates = await world.Read(db => db.Set<TrainingCertificate>().Where(c => c.ClassId == id).ToListAsync());
        Assert.Equal(7, certificates.Count);
        await general.PostAnyway($"/training/{id}/end");
        general.Says(PlatformRefusals.Stale);

        var one = certificates.Single(c => c.MemberId == u.FirstMembers[6].Id);
        var visitor = world.Visitor();
        var check = await visitor.Open($"/certificate/{CertificateCode.Shown(one.Code).ToLowerInvariant()}");
        Assert.Contains("证书有效", check.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(CertificateCode.Masked(one.PersonName), check.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(one.PersonName, visitor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(one.Number, visitor.Text, StringComparison.Ordinal);
        Assert.Contains("没有这个查验码", (await visitor.Open("/certificate/" + CertificateCode.New())).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // Every print is a trace; the second says that it is one.
        var owner = await world.SignedIn(await world.AccountOf(u.FirstMembers[6]));
        await owner.Press(await owner.Open($"/training/certificates/{one.Id}"), "打印证书");
        Assert.Contains("准予结业", owner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("补打", owner.Text, StringComparison.Ordinal);
        await owner.Press(await owner.Open($"/training/certificates/{one.Id}"), "补打证书");
        Assert.Contains("补打 1", owner.Text, StringComparison.Ordinal);
        Assert.Equal(2, await world.Read(db => db.Set<CertificatePrint>().CountAsync(p => p.CertificateId == one.Id)));
        await general.Open($"/training/certificates/{one.Id}/sheet?print=2");
        Assert.DoesNotContain("准予结业", general.Text, StringComparison.Ordinal);
        Assert.Contains("其中培训班 8 学时", (await owner.Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var stranger = await world.SignedIn(u.SecondMember);
        await stranger.Open($"/training/certificates/{one.Id}");
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);

        var revoke = await general.Open($"/training/certificates/{one.Id}/revoke");
        await general.Press(revoke, "撤销证书", ("Form.Reason", "名单有误"));
        Assert.Contains("证书已撤销", (await visitor.Open($"/certificate?code={one.Code}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("名单有误", visitor.Text, StringComparison.Ordinal);
        await owner.PostAnyway($"/training/certificates/{one.Id}/print");
        owner.Says(TrainingRefusals.Revoked);
        Assert.DoesNotContain("其中培训班", (await owner.Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roll_is_confirmed_and_reviewed_and_a_decision_taken_back_revokes_what_was_issued()
    {
        var u = world.University;
        var general = await world.SignedIn(u.GeneralBranchReviewer);
        var id = await Planned(general, "支部书记培训班", TrainingDecides.Roll);
        await world.Given(db => db.Members.Single(m => m.Id == u.FirstMembers[1].Id).InstitutionNumber = "T20260001");
        await world.Given(db => db.Members.Single(m => m.Id == u.SecondMembers[1].Id).InstitutionNumber = "T20260002");
        await general.Press(await general.Open($"/training/{id}/enrol"), "录入", ("Form.Numbers", "T20260001，T20260002"));
        await general.PostAnyway($"/training/{id}/people/{u.FirstMembers[3].Id}/take-out");
        general.Says(TrainingRefusals.NotEnrolled);
        var form = await general.Open($"/training/{id}/roll");
        form.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlInputElement>("input[name='Form.People']").Single(i => i.Value == u.SecondMembers[1].Id.ToString()).IsChecked = false;
        await general.Press(form, "提交审核");
        Assert.Contains("名单已提交审核", general.Text, StringComparison.Ordinal);
        await world.Accept(id, u.OrganisationDepartment);
        await world.Accept(id, u.Office);
        var certificate = await world.Read(db => db.Set<TrainingCertificate>().SingleAsync(c => c.ClassId == id));
        Assert.Equal(u.FirstMembers[1].Id, certificate.MemberId);
        await world.Undo(id, u.Office);
        Assert.NotNull((await world.Read(db => db.Set<TrainingCertificate>().SingleAsync(c => c.ClassId == id))).RevokedOn);
        Assert.True((await world.Read(db => db.Set<PublicCertificate>().SingleAsync(c => c.CertificateId == certificate.Id))).IsRevoked);
        await world.Accept(id, u.Office);
        Assert.Equal(2, await world.Read(db => db.Set<TrainingCertificate>().CountAsync(c => c.ClassId == id)));
    }

    [Fact]
    public async Task Only_those_of_the_general_branch_hold_its_classes_and_only_a_class_that_is_open_changes()
    {
        var u = world.University;
        var general = await world.SignedIn(u.GeneralBranchReviewer);
        var id = await Planned(general, "停办的培训班", TrainingDecides.Lessons);
        var other = await world.SignedIn(u.OtherGeneralBranchReviewer);
        await other.Open($"/training/{id}");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        Assert.Contains("Training", (await (await world.SignedIn(u.Member, TextFiles.English)).Open("/training")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        await general.Press(await general.Open($"/training/{id}/lessons"), "加入", ("Form.Lesson", "Paper:" + Guid.NewGuid()));
        general.Says(TrainingRefusals.LessonUnknown);
        await general.Press(await general.Open($"/training/{id}/cancel"), "取消培训班", ("Form.Reason", "人数不足"));
        Assert.Contains("人数不足", general.Text, StringComparison.Ordinal);
        await general.PostAnyway($"/training/{id}/people/{u.FirstMembers[3].Id}/take-out");
        general.Says(TrainingRefusals.NotOpen);
    }

    private async Task<Guid> Planned(Browser browser, string title, TrainingDecides decides)
    {
        var form = await browser.Open("/training/new");
        await browser.Press(form, "保存", ("Form.Title", title), ("Form.Units", "x"));
        browser.Says(TrainingRefusals.UnitsOutOfRange);
        await browser.Press(form, "保存", ("Form.Title", title), ("Form.StartsOn", Form(Today.AddDays(-2))), ("Form.EndsOn", Form(Today)), ("Form.Units", "8"), ("Form.Decides", decides.ToString()));
        Assert.Contains(title, browser.Text, StringComparison.Ordinal);
        return Guid.Parse(browser.Path.Split('?')[0].Split('/')[^1]);
    }

    private static string Form(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
