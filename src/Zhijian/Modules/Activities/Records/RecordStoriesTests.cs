using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Meetings that were held, and reviewers who decide.</summary>
internal static class RecordStories
{
    /// <summary>The first branch met: seven came, one has leave, one was absent; two agenda items.</summary>
    public static Task<Activity> Held(this World world, string title = "“我与校史”主题党日", ActivityKind kind = ActivityKind.ThemePartyDay, int daysAgo = 0, ActivityState state = ActivityState.Held, Organisation? partner = null, Guid? recorder = null)
    {
        var u = world.University;
        var starts = world.Clock.GetUtcNow().AddDays(-daysAgo).AddHours(-2);
        return world.Given(db =>
        {
            var activity = new Activity
            {
                Path = u.First.Path, OrganisationId = u.First.Id, Kind = kind, State = state, Title = title, StartsAt = starts, EndsAt = starts.AddHours(1.5), Place = "校史馆二层",
                HostMemberId = u.FirstMembers[0].Id, RecorderMemberId = recorder, CodeSecret = [1, 2, 3], CreatedBy = u.FirstMembers[0].Id, CreatedAt = starts,
                RollOpenedAt = starts, RollClosedAt = starts.AddHours(1),
            };
            db.Add(activity);
            db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = u.First.Id, Path = u.First.Path, IsHost = true });
            if (partner is not null)
            {
                db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = partner.Id, Path = partner.Path, IsHost = false });
            }
            db.Add(new AgendaItem { ActivityId = activity.Id, Path = activity.Path, Ordinal = 1, Title = "图书馆座位管理" });
            db.Add(new AgendaItem { ActivityId = activity.Id, Path = activity.Path, Ordinal = 2, Title = "朋辈帮扶" });
            for (var i = 0; i < u.FirstMembers.Count; i++)
            {
                var member = u.FirstMembers[i];
                var (status, answer) = i switch
                {
                    7 => (AttendanceStatus.OnLeave, AttendanceAnswer.Leave),
                    5 => (AttendanceStatus.Absent, (AttendanceAnswer?)null),
                    _ => (AttendanceStatus.Present, AttendanceAnswer.Coming),
                };
                db.Add(new Attendance
                {
                    ActivityId = activity.Id, MemberId = member.Id, Path = activity.Path, OrganisationId = u.First.Id, Name = member.Name, IsObserver = false, Votes = member.Votes,
                    Status = status, MarkedAt = starts, MarkedBy = PresenceBy.Code, Answer = answer, AnsweredAt = starts, LeaveGrantedAt = answer == AttendanceAnswer.Leave ? starts : null, LeaveGrantedBy = u.FirstMembers[0].Id,
                });
            }
            return activity;
        });
    }

    /// <summary>The same with minutes written by the secretary and handed in.</summary>
    public static async Task<ActivityRecord> Submitted(this World world, string title = "“我与校史”主题党日", Organisation? partner = null)
    {
        var activity = await world.Held(title, partner is null ? ActivityKind.ThemePartyDay : ActivityKind.LinkageActivity, partner: partner);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.WriteMinutes(activity.Id);
        var page = await secretary.Open($"/activities/{activity.Id}");
        await secretary.Press(page, "提交审核");
        Assert.Contains("已提交审核", secretary.Text, StringComparison.Ordinal);
        return await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id));
    }

    public static async Task WriteMinutes(this Browser secretary, Guid activityId)
    {
        var page = await secretary.Open($"/activities/{activityId}/minutes");
        await secretary.Press(page, "保存纪要", ("Form.Items[0].Discussion", "建议考试周延长开放到 23 点\n林知夏负责联系"), ("Form.Items[1].Discussion", "3 门课结对 6 组"), ("Form.Items[1].Resolution", "10 月起每周一次"));
        Assert.Contains("纪要已保存", secretary.Text, StringComparison.Ordinal);
    }

    /// <summary>All three layers accept.</summary>
    public static async Task Approve(this World world, Guid recordId)
    {
        foreach (var reviewer in new[] { world.University.GeneralBranchReviewer, world.University.OrganisationDepartment, world.University.Office })
        {
            await world.Accept(recordId, reviewer);
        }
    }

    public static async Task Accept(this World world, Guid recordId, Account reviewer)
    {
        var at = await world.CaseOf(recordId);
        await world.As(reviewer, async services =>
        {
            var decision = await services.GetRequiredService<AcceptAction>().Run(at.Id, at.Version, null, await ReviewStories.ActorOf(services, reviewer), default);
            await services.GetRequiredService<Fence>().Commit(default);
            Assert.Null(decision.Refusal);
            return 0;
        });
    }

    public static async Task Return(this World world, Guid recordId, Account reviewer, string note, params FieldNote[] notes)
    {
        var at = await world.CaseOf(recordId);
        await world.As(reviewer, async services =>
        {
            var decision = await services.GetRequiredService<ReturnAction>().Run(at.Id, at.Version, null, note, notes, await ReviewStories.ActorOf(services, reviewer), default);
            await services.GetRequiredService<Fence>().Commit(default);
            Assert.Null(decision.Refusal);
            return 0;
        });
    }

    public static async Task Withdraw(this World world, Guid recordId, Account author)
    {
        var at = await world.CaseOf(recordId);
        await world.As(author, async services =>
        {
            var decision = await services.GetRequiredService<WithdrawAction>().Run(at.Id, at.Version, await ReviewStories.ActorOf(services, author), default);
            await services.GetRequiredService<Fence>().Commit(default);
            Assert.Null(decision.Refusal);
            return 0;
        });
    }

    public static async Task Undo(this World world, Guid recordId, Account reviewer)
    {
        var at = await world.CaseOf(recordId);
        await world.As(reviewer, async services =>
        {
            var decision = await services.GetRequiredService<UndoAction>().Run(at.Id, at.Version, await ReviewStories.ActorOf(services, reviewer), default);
            await services.GetRequiredService<Fence>().Commit(default);
            Assert.Null(decision.Refusal);
            return 0;
        });
    }

    public static Task<ReviewCase> CaseOf(this World world, Guid recordId) => world.Read(db => db.ReviewCases.OrderByDescending(c => c.Id).FirstAsync(c => c.SubjectId == recordId));

    public static Task<ActivityRecord> RecordOf(this World world, Guid recordId) => world.Read(db => db.ActivityRecords.SingleAsync(r => r.Id == recordId));
}
