using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Points.Own;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Contesting;

/// <summary>A member holds one of their own postings to be wrong.</summary>
internal sealed class ContestAction(ZhijianDb db, Journal journal, OwnPointsQuery own, InstitutionTime time)
{
    public async Task<Decision<PointsContested>> Run(Guid posting, string? reason, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await own.One(posting, actor, cancel) is not { } line)
        {
            return PlatformRefusals.Missing;
        }
        var decision = PointsContest.Contest(line.Contestable(time.Today), reason, actor, time.Now, out var contest);
        if (contest is not null)
        {
            db.Add(contest);
        }
        return await journal.Record(decision, actor, cancel);
    }
}

/// <summary>Somebody other than who decided first keeps the posting or takes it back; the member is told why.</summary>
internal sealed class AnswerContestAction(ZhijianDb db, Journal journal, PointsBook book, Postbox postbox, InstitutionTime time)
{
    public async Task<Decision<PointsContestAnswered>> Run(Guid id, bool? reverses, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<PointsContest>().FirstOrDefaultAsync(c => c.Id == id, cancel) is not { } contest || !actor.May(PointsActs.Decide, contest.Path))
        {
            return PlatformRefusals.Missing;
        }
        var decision = contest.Decide(reverses, reason, seen, actor, await book.FirstDecided(contest.About, contest.MemberId, [contest.Deed], cancel), time.Now);
        if (decision.Fact is not null)
        {
            postbox.Deliver(Message.To(contest.MemberId, contest.Path, time.Now, $"/me/points/{contest.PostingId}/contest", contest.State == ContestState.Kept ? "message.points-kept" : "message.points-reversed", contest.Title));
        }
        var recorded = await journal.Record(decision, actor, cancel);
        if (recorded.Fact is { State: ContestState.Reversed })
        {
            await book.ReverseOne(contest, actor, cancel);
        }
        return recorded;
    }
}

/// <summary>What a wrong record earned is taken back from everybody whom it concerned, with a reason that they read.</summary>
internal sealed class ReverseRecordAction(ZhijianDb db, Journal journal, PointsBook book)
{
    public async Task<Decision<PointsOfRecordReversed>> Run(Guid id, string? reason, Actor actor, CancellationToken cancel)
    {
        if (await Seen(id, actor, cancel) is not { } activity)
        {
            return PlatformRefusals.Missing;
        }
        var decision = await journal.Record(RecordReversal.Decide(id, activity.Path, await book.HowMany(id, cancel), reason, actor, await book.FirstDecided(id, Guid.Empty, Posting.PostWhenRecordFiled.OfActivities, cancel)), actor, cancel);
        if (decision.Fact is { } fact)
        {
            await book.ReverseRecord(fact, actor, cancel);
        }
        return decision;
    }

    /// <summary>A filed activity on which this person may decide.</summary>
    public async Task<Activity?> Seen(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<Activity>().FirstOrDefaultAsync(a => a.Id == id && a.State == ActivityState.Filed, cancel) is { } activity && actor.May(PointsActs.Decide, activity.Path) ? activity : null;
}
