using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Resolutions;

/// <summary>A question from putting it to "carried out", as those of a branch committee and those above walk it without script.</summary>
public sealed class ResolutionsStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_question_is_put_discussed_resolved_carried_out_and_closed()
    {
        var u = world.University;
        var (secretary, committee, above, member) = (await world.SignedIn(u.Secretary), await world.SignedIn(u.BranchCommittee), await world.SignedIn(u.GeneralBranchReviewer), await world.SignedIn(u.Member));
        await secretary.Press(await secretary.Open("/resolutions/new"), "提出议题", ("Form.Title", "活动室怎么用"), ("Form.Options", "只有一个"), ("Form.DecideOn", Day(7)));
        secretary.Says(ResolutionRefusals.OptionsWanted.With(PutQuestion.FewestOptions, PutQuestion.MostOptions, PutQuestion.LongestOption));
        Assert.Contains("活动室怎么用", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open("/resolutions/new"), "提出议题", ("Form.Title", "活动室怎么用"), ("Form.Options", "轮流使用\n预约使用"), ("Form.DecideOn", Day(7)), ("Form.Material", "## 现状\n\n<script>alert(1)</script>每周空着**两天**"));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        var id = Guid.Parse(secretary.Path.Split('/', '?')[2]);
        Assert.DoesNotContain("<script>alert", secretary.Text, StringComparison.Ordinal);

        var page = await committee.Open($"/resolutions/{id}");
        Assert.Empty(page.QuerySelectorAll($"a[href='/resolutions/{id}/resolve']"));
        await committee.Press(page, "发表", ("Form.Words", "赞成预约，周末也开放。"));
        Assert.Contains("赞成预约", committee.Text, StringComparison.Ordinal);
        // Those above read along and say nothing; members of the branch without a post and those beside do neither.
        page = await above.Open($"/resolutions/{id}");
        Assert.Contains("赞成预约", above.Text, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[name='Form.Words']"));
        await member.Open($"/resolutions/{id}");
        Assert.NotEqual(HttpStatusCode.OK, member.Status);
        var beside = await world.SignedIn(u.SecondSecretary);
        await beside.Open($"/resolutions/{id}");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);

        await secretary.Press(await secretary.Open($"/resolutions/{id}/resolve"), "记录决议", ("Form.Chosen", "1"), ("Form.Resolution", ""), ("Form.On", Day(0)));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/resolutions/{id}/resolve"), "记录决议", ("Form.Chosen", "1"), ("Form.Resolution", "预约使用，月底公布办法。"), ("Form.On", Day(0)));
        Assert.Contains("已决定", secretary.Text, StringComparison.Ordinal);
        await secretary.Open($"/resolutions/{id}/edit");
        secretary.Says(ResolutionRefusals.NotOpen);

        await secretary.Press(await secretary.Open($"/resolutions/{id}/task"), "布置任务", ("Form.Text", "写使用办法"), ("Form.Owner", u.BranchCommittee.MemberId!.Value.ToString()), ("Form.DueOn", Day(10)));
        Assert.Contains("写使用办法", secretary.Text, StringComparison.Ordinal);
        await committee.Open("/");
        Assert.Contains("落实决议：写使用办法", committee.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/resolutions/{id}/close"), "办结", ("Form.CarriedOut", "true"), ("Form.Outcome", "已公布"));
        secretary.Says(ResolutionRefusals.TasksOpen.With(1));
        await committee.Press(await committee.Open($"/resolutions/{id}"), "完成");
        Assert.NotNull(await world.Read(db => db.Set<ResolutionTask>().Where(t => t.QuestionId == id).Select(t => t.DoneAt).SingleAsync()));
        await secretary.Press(await secretary.Open($"/resolutions/{id}/close"), "办结", ("Form.CarriedOut", "true"), ("Form.Outcome", "办法已公布"));
        Assert.Contains("已落实", secretary.Text, StringComparison.Ordinal);

        var english = await world.SignedIn(u.GeneralBranchReviewer, TextFiles.English);
        await english.Open("/resolutions?state=Closed");
        Assert.Contains("活动室怎么用", english.Text, StringComparison.Ordinal);
        Assert.Contains("Carried out", english.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_taken_back_with_a_reason_and_nobody_finishes_the_task_of_somebody_else()
    {
        var u = world.University;
        var made = await world.Given(db => ResolutionSamples.Add(db, u.First, world.Clock.GetUtcNow(), u.FirstMembers[3].Id, 1));
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Press(await secretary.Open($"/resolutions/{made.ToDrop[0]}/drop"), "撤回议题", ("Form.Outcome", "条件不具备"));
        Assert.Contains("条件不具备", secretary.Text, StringComparison.Ordinal);

        var task = await world.Read(db => db.Set<ResolutionTask>().FirstAsync(t => t.QuestionId == made.Resolved[0]));
        var other = await world.SignedIn(u.BranchCommittee);
        await other.PostAnyway($"/resolutions/tasks/{task.Id}/done", ("version", "1"));
        Assert.Null((await world.Read(db => db.Set<ResolutionTask>().SingleAsync(t => t.Id == task.Id))).DoneAt);
    }

    private string Day(int days) => world.Clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
