using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities;

/// <summary>What an activity's page shows of minutes, record and files; read before the panels are drawn, because they share one connection.</summary>
internal sealed class ActivityPanelsQuery(ZhijianDb db, MeetingQuery meetings, AttachmentsQuery attachments, ReturnNotesQuery returned, CaseStateQuery cases, Rulebook rulebook, InstitutionTime time)
{
    public async Task<ActivityPanels?> Of(Guid activityId, Actor actor, CancellationToken cancel)
    {
        if (await meetings.Find(activityId, actor, cancel) is not { } meeting)
        {
            return null;
        }
        var heldOn = time.DayOf(meeting.Activity.StartsAt);
        var rules = rulebook.On(heldOn);
        var timeliness = meeting.Timeliness(rules, heldOn, time.Today, time.DayOf);
        var files = await attachments.Find("activity", activityId, actor, cancel);
        var standing = meeting.Record is { ReviewCaseId: not null } record ? (await cases.Of(RecordFields.RecordKind, [record.Id], cancel)).GetValueOrDefault(record.Id) : null;
        return new ActivityPanels
        {
            Meeting = meeting,
            Rules = rules,
            Timeliness = timeliness,
            Place = files?.Place,
            Files = files?.Files ?? [],
            Notes = await returned.Of(meeting.Record, cancel),
            Standing = standing,
            Checks = meeting.Record is null ? [] : RecordChecks.Of(meeting, files?.Files.Count ?? 0, files?.Files.Count(attachments.IsReadable) ?? 0, rules),
            Addenda = meeting.Record is null ? [] : await db.ActivityRecords.Where(r => r.AddendumTo == meeting.Record.Id).OrderBy(r => r.Number).ToListAsync(cancel),
            MayRead = meeting.MayRead(actor),
            MayWriteMinutes = meeting.WhyNotWriteMinutes(actor) is null,
            MaySubmit = actor.May(ActivityActs.Record, meeting.Activity.Path),
            WhyNotSubmit = meeting.WhyNotSubmit(actor, rules, timeliness),
        };
    }
}

/// <summary>Everything the panels draw.</summary>
public sealed record ActivityPanels
{
    public required Meeting Meeting { get; init; }

    public required RulesInForce Rules { get; init; }

    public required LateEntry Timeliness { get; init; }

    public AttachmentPlace? Place { get; init; }

    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    public ReturnNotes Notes { get; init; } = ReturnNotes.None;

    /// <summary>How the record stands in review; null while it was never handed in or where the viewer does not see the review.</summary>
    public CaseStanding? Standing { get; init; }

    public IReadOnlyList<AutomaticCheck> Checks { get; init; } = [];

    public IReadOnlyList<ActivityRecord> Addenda { get; init; } = [];

    /// <summary>People on the roll read what is filed; drafts are for those who write, hold or oversee.</summary>
    public required bool MayRead { get; init; }

    public required bool MayWriteMinutes { get; init; }

    public required bool MaySubmit { get; init; }

    /// <summary>Why the record can't be handed in now; null when it can.</summary>
    public Refusal? WhyNotSubmit { get; init; }

    /// <summary>A late record needs a reason, so it is handed in on a page of its own.</summary>
    public bool NeedsReason => Timeliness.State == LateEntryState.Late && Meeting.Record?.LateReason is null && Rules.Attendance.LateEntry.ReasonRequired;
}
