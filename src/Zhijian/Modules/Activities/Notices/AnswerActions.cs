using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>A person says that they have read the notice.</summary>
internal sealed class ReadNoticeAction(OwnLine own, Journal journal, InstitutionTime time)
{
    public async Task<Decision<NoticeRead>> Run(Guid id, Actor actor, CancellationToken cancel) =>
        await own.Find(id, actor, cancel) is { } line ? await journal.Record(line.Attendance.Read(line.Activity, time.Now), actor, cancel) : PlatformRefusals.Missing;
}

/// <summary>A person answers that they will come.</summary>
internal sealed class ComingAction(OwnLine own, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<NoticeAnswered>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await own.Find(id, actor, cancel) is not { } line)
        {
            return PlatformRefusals.Missing;
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(line.Attendance.AnswerComing(line.Activity, time.Now), actor, cancel);
    }
}

/// <summary>A person asks for leave before the start; the host is told.</summary>
internal sealed class AskLeaveAction(OwnLine own, Journal journal, Rulebook rulebook, Postbox postbox, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<NoticeAnswered>> Run(Guid id, LeaveKind? kind, string? reason, Actor actor, CancellationToken cancel)
    {
        if (await own.Find(id, actor, cancel) is not { } line)
        {
            return PlatformRefusals.Missing;
        }
        var decision = line.Attendance.AskLeave(line.Activity, reason, rulebook.On(time.Today).Attendance.Leave, time.Now, kind);
        if (decision.Fact is not null && line.Activity.HostMemberId != actor.MemberId)
        {
            postbox.Deliver(ActivityMessages.LeaveAsked(line.Attendance, line.Activity, time.Now));
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(decision, actor, cancel);
    }
}

/// <summary>The host grants or declines a leave; the person is told.</summary>
internal sealed class JudgeLeaveAction(ActivityQuery activities, ZhijianDb db, Journal journal, Postbox postbox, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<LeaveJudged>> Run(Guid id, Guid memberId, bool granted, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open || await db.Attendances.FindAsync([id, memberId], cancel) is not { } attendance)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost || memberId == actor.MemberId)
        {
            return PlatformRefusals.NotYours;
        }
        var decision = attendance.JudgeLeave(open.Activity, granted, actor.MemberId, time.Now);
        if (decision.Fact is not null)
        {
            postbox.Deliver(ActivityMessages.LeaveJudged(attendance, open.Activity, granted, time.Now));
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(decision, actor, cancel);
    }
}

/// <summary>Finds a person's own line of an activity's roll.</summary>
internal sealed class OwnLine(ActivityQuery activities, ZhijianDb db)
{
    public async Task<(Activity Activity, Attendance Attendance)?> Find(Guid id, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await activities.Open(id, actor, cancel) is not { } open)
        {
            return null;
        }
        return await db.Attendances.FirstOrDefaultAsync(a => a.ActivityId == id && a.MemberId == actor.MemberId, cancel) is { } line ? (open.Activity, line) : null;
    }
}

/// <summary>The live topic of one activity: its roll and answers.</summary>
internal static class ActivityTopic
{
    public static string Of(Guid activityId) => $"activity-{activityId:N}";

    public static Task Tell(LiveHub hub, Guid activityId)
    {
        hub.Tell(Of(activityId));
        return Task.CompletedTask;
    }
}
