using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Learning.Rolling;
using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Learning.Attending;

/// <summary>Being at an activity completes the task that it serves, from the plan to the filed record and back.</summary>
public sealed class AttendingStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Those_who_were_there_have_studied_what_the_filed_record_names_and_are_asked_again_when_it_leaves_the_files()
    {
        var u = world.University;
        var task = await Issued(u.GeneralBranchReviewer, "校史里的支部", nameof(ActivityKind.ThemePartyDay));
        var lecture = await Issued(u.GeneralBranchReviewer, "只在党课上学", nameof(ActivityKind.PartyLecture));
        var secretary = await world.SignedIn(u.Secretary);
        var plan = await secretary.Open("/activities/new?kind=ThemePartyDay");
        Assert.Contains("校史里的支部", plan.QuerySelector("[name='Form.Serves']")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("只在党课上学", plan.QuerySelector("[name='Form.Serves']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("自动完成", (await (await world.SignedIn(u.Member)).Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var activity = await world.Held("“我与校史”主题党日");
        var form = await secretary.Open($"/activities/{activity.Id}/serves");
        await secretary.Press(form, "保存修改", ("Form.Serves", lecture.ToString()));
        secretary.Says(ActivityRefusals.TaskNotOffered);
        await secretary.Press(form, "保存修改", ("Form.Serves", task.ToString()));
        Assert.Contains("对应学习任务：校史里的支部", secretary.Text, StringComparison.Ordinal);
        await secretary.WriteMinutes(activity.Id);
        await secretary.Press(await secretary.Open($"/activities/{activity.Id}"), "提交审核");
        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id));
        Assert.Equal((9, 0, 0), await Sums(task));
        await world.Approve(record.Id);

        var present = await world.Read(db => db.Attendances.Where(a => a.ActivityId == activity.Id && a.Status == AttendanceStatus.Present).Select(a => a.MemberId).ToListAsync());
        var done = await world.Read(db => db.Set<LearningAssignment>().Where(a => a.TaskId == task && a.DoneOn != null).ToListAsync());
        Assert.Equal(present.Order(), done.Select(a => a.MemberId).Order());
        Assert.All(done, a => Assert.Equal(record.HeldOn, a.DoneOn));
        Assert.Equal((9, present.Count, 0), await Sums(task));
        Assert.Equal((9, 0, 0), await Sums(lecture));
        Assert.Contains("校史里的支部", (await secretary.Open($"/records/{record.Id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var study = await world.Read(db => db.Set<CollectiveStudy>().SingleAsync(s => s.ActivityId == activity.Id));
        Assert.Equal((u.First.Id, present.Count), (study.OrganisationId, study.People));
        await secretary.PostAnyway($"/learning/studies/{study.Id}/undo", ("version", study.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        secretary.Says(LearningRefusals.RecordedAtActivity);

        await world.Undo(record.Id, u.Office);
        Assert.Equal((9, 0, 0), await Sums(task));
        Assert.NotNull((await world.Read(db => db.Set<CollectiveStudy>().SingleAsync(s => s.Id == study.Id))).UndoneAt);
        await world.Accept(record.Id, u.Office);
        Assert.Equal((9, present.Count, 0), await Sums(task));
    }

    [Fact]
    public async Task One_certain_activity_completes_a_task_that_was_issued_for_it()
    {
        var u = world.University;
        var activity = await world.Held("为这一次布置");
        var beside = await world.Given(db => db.Add(new Activity
        {
            Path = u.Third.Path, OrganisationId = u.Third.Id, Kind = ActivityKind.PartyLecture, Title = "别的支部", StartsAt = world.Clock.GetUtcNow(), EndsAt = world.Clock.GetUtcNow().AddHours(1), Place = "馆", HostMemberId = u.ThirdMembers[0].Id,
            CodeSecret = [1], CreatedBy = u.ThirdMembers[0].Id, CreatedAt = world.Clock.GetUtcNow(),
        }).Entity);
        var secretary = await world.SignedIn(u.Secretary);
        var item = await Released("一次就好");
        var form = await secretary.Open($"/learning/new?item={item}");
        Assert.Contains("为这一次布置", form.QuerySelector("[name='Form.At']")!.TextContent, StringComparison.Ordinal);
        await secretary.Press(form, "布置给 9 人", ("Form.At", AttendedAt.Certain(beside.Id)));
        secretary.Says(LearningRefusals.ActivityNotOpen);
        await secretary.Press(form, "布置给 9 人", ("Form.At", "everything"));
        secretary.Says(PlatformRefusals.NotReadable);
        var task = await Issued(u.Secretary, "一次就好", AttendedAt.Certain(activity.Id), item);
        await secretary.WriteMinutes(activity.Id);
        await secretary.Press(await secretary.Open($"/activities/{activity.Id}"), "提交审核");
        await world.Approve((await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id))).Id);
        Assert.Equal((9, 7, 0), await Sums(task));
        Assert.Contains("为这一次布置", (await secretary.Open($"/learning/tasks/{task}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("", true, null)]
    [InlineData("PartyLecture", true, ActivityKind.PartyLecture)]
    [InlineData("3", false, null)]
    [InlineData("partylecture", false, null)]
    [InlineData("activity:", false, null)]
    public void What_a_form_says_is_a_kind_an_activity_or_nothing(string? typed, bool readable, ActivityKind? kind)
    {
        Assert.Equal(readable, AttendedAt.TryRead(typed, out var at));
        Assert.Equal(kind, at?.Kind);
    }

    /// <summary>How the first branch stands: asked, done, late.</summary>
    private async Task<(int Assigned, int Done, int Late)> Sums(Guid task)
    {
        var here = await world.Inside(s => s.GetRequiredService<Fence>().Row<RollSums>("select assigned, done, late, excused from learning_sum where task_id = @task and organisation_id = @Id", new { task, world.University.First.Id }, default));
        return (here!.Assigned, here.Done, here.Late);
    }

    private async Task<Guid> Issued(Account by, string title, string at, Guid? item = null)
    {
        var browser = await world.SignedIn(by);
        var form = await browser.Open($"/learning/new?item={item ?? await Released(title)}");
        await browser.Press(form, form.QuerySelector(".z-actions .btn-primary")!.TextContent, ("Form.At", at));
        Assert.Contains("已布置", browser.Text, StringComparison.Ordinal);
        var task = Guid.Parse(browser.Path.Split('?')[0].Split('/')[^1]);
        // Issued some days before the activity, whatever the time of day is now.
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update learning_task set issued_at = issued_at - interval '3 days' where id = @task", new { task }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        return task;
    }

    private Task<Guid> Released(string title) => world.Given(db =>
    {
        var (by, now) = (world.University.Committee, world.Clock.GetUtcNow());
        var item = new LibraryItem { Path = by.Path, OrganisationId = by.Id, OrganisationName = by.Name, Kind = LibraryKind.Article, Title = title, Rights = "自编", Text = "# 一\n\n读", CreatedBy = Guid.NewGuid(), CreatedAt = now };
        item.Release([], now, out var edition);
        db.AddRange(item, edition, LibrarySearch.Of(edition, null));
        return item.Id;
    });
}
