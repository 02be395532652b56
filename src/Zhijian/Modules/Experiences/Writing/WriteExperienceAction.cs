using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Experiences.Writing;

/// <summary>Somebody who took part keeps a draft, hands it in, takes it back, agrees to more or less, deletes it, or asks for its removal.</summary>
internal sealed class WriteExperienceAction(ZhijianDb db, Fence fence, Journal journal, ExperienceQuery experiences, Postbox postbox, InstitutionTime time)
{
    /// <summary>The version that a page carries while nothing is written: none that stands for a number that was missing (-1) or could not be read (0).</summary>
    public const int NotBegun = -2;

    /// <summary>Keeps what was typed as a draft.</summary>
    public async Task<Decision<ExperienceKept>> Keep(Guid activity, ExperienceDraft draft, int seen, Actor actor, CancellationToken cancel) =>
        await experiences.Open(activity, actor, cancel) is { } open ? await journal.Record((await Kept(open, draft, seen, actor, cancel)).Decision, actor, cancel) : PlatformRefusals.Missing;

    /// <summary>Keeps it and hands it in; the invitation is done with.</summary>
    public async Task<Decision<ExperienceHandedIn>> HandIn(Guid activity, ExperienceDraft draft, int seen, Actor actor, CancellationToken cancel)
    {
        if (await experiences.Open(activity, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        var (kept, report) = await Kept(open, draft, seen, actor, cancel);
        if (kept.Refusal is { } refusal)
        {
            return refusal;
        }
        var decision = report!.HandIn(time.Now);
        if (decision.Fact is not null)
        {
            await fence.Run("delete from experience_invitation where activity_id = @activity and member_id = @MemberId", new { activity, actor.MemberId }, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ExperienceTakenBack>> TakeBack(Guid activity, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Own(activity, actor, cancel) is not { } report)
        {
            return PlatformRefusals.Missing;
        }
        var decision = report.TakeBack(seen);
        await Leave(report, decision.Fact?.ArticleId, "experiences.message-withdrawn", cancel);
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ExperienceConsentChanged>> Agree(Guid activity, ExperienceConsent? consent, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Own(activity, actor, cancel) is not { } report)
        {
            return PlatformRefusals.Missing;
        }
        var named = report.ArticleId is not null && await fence.RowAs<bool>(SystemActors.Experiences, "select is_named from experience_choice where report_id = @Id", new { report.Id }, cancel);
        var decision = report.Agree(consent, named, seen);
        await Leave(report, decision.Fact?.ArticleId, "experiences.message-withdrawn", cancel);
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ExperienceDeleted>> Delete(Guid activity, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Own(activity, actor, cancel) is not { } report)
        {
            return PlatformRefusals.Missing;
        }
        var decision = report.Delete(seen);
        if (decision.Fact is not null)
        {
            db.Remove(report);
        }
        await Leave(report, decision.Fact?.ArticleId, "experiences.message-withdrawn", cancel);
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ExperienceRemovalAsked>> AskRemoval(Guid activity, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Own(activity, actor, cancel) is not { } report)
        {
            return PlatformRefusals.Missing;
        }
        var decision = report.AskRemoval(time.Now, seen);
        await Leave(report, decision.Fact?.ArticleId, "experiences.message-removal", cancel);
        return await journal.Record(decision, actor, cancel);
    }

    private async Task<(Decision<ExperienceKept> Decision, ExperienceReport? Report)> Kept(OpenExperiences open, ExperienceDraft draft, int seen, Actor actor, CancellationToken cancel)
    {
        if (await experiences.Own(open.Open.Activity.Id, actor, cancel) is { } own)
        {
            return (own.Keep(open.Call, open.TookPart, draft, time.Today, seen), own);
        }
        if (seen != NotBegun)
        {
            // Deleted since the page was opened.
            return (PlatformRefusals.Stale, null);
        }
        var decision = ExperienceReport.Begin(open.Call, open.TookPart, draft, time.Today, actor, time.Now, out var report);
        if (report is not null)
        {
            db.Add(report);
        }
        return (decision, report);
    }

    private async Task<ExperienceReport?> Own(Guid activity, Actor actor, CancellationToken cancel) => await experiences.Open(activity, actor, cancel) is not null ? await experiences.Own(activity, actor, cancel) : null;

    /// <summary>What was chosen may no longer be told: whoever writes the article sees it there, and whoever asked for reports is told.</summary>
    private async Task Leave(ExperienceReport report, Guid? article, string message, CancellationToken cancel)
    {
        if (article is null)
        {
            return;
        }
        using (fence.As(SystemActors.Experiences))
        {
            await fence.Run("update experience_choice set withdrawn_at = coalesce(withdrawn_at, @Now) where report_id = @Id", new { time.Now, report.Id }, cancel);
        }
        var call = await db.Set<ExperienceCall>().AsNoTracking().FirstAsync(c => c.ActivityId == report.ActivityId, cancel);
        if (await experiences.Receiver(call.AskedBy, cancel) is { } path)
        {
            postbox.Deliver(Message.To(call.AskedBy, path, time.Now, $"/experiences?activity={report.ActivityId}", message, report.Title, call.ActivityTitle));
        }
    }
}
