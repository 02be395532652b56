using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Records;

/// <summary>One record as the branch record book shows it: filed word for word, or as it stands now.</summary>
internal sealed class RecordQuery(ZhijianDb db, Fence fence, ActivityQuery activities, MeetingQuery meetings, RecordNamesQuery names, AttachmentsQuery attachments, ReturnNotesQuery returned, CaseStateQuery cases, Rulebook rulebook, InstitutionTime time)
{
    public async Task<RecordSheet?> Find(Guid recordId, Actor actor, CancellationToken cancel)
    {
        if (await ActivityOf(recordId, cancel) is not { } activityId || await activities.Open(activityId, actor, cancel) is not { } open
            || await db.ActivityRecords.FirstOrDefaultAsync(r => r.Id == recordId, cancel) is not { } record)
        {
            return null;
        }
        if (record.State != RecordState.Filed && (await meetings.Find(activityId, actor, cancel))?.MayRead(actor) != true)
        {
            return null;
        }
        var filed = await Filed(record.Id, cancel);
        var original = record.AddendumTo is { } first ? await db.ActivityRecords.FirstAsync(r => r.Id == first, cancel) : record;
        var content = filed is not null && record.State == RecordState.Filed ? RecordContent.FromJson(filed.Content)
            : record.IsAddendum ? RecordContents.WithAddendum(await LastFiled(original, cancel), record)
            : await Now(activityId, actor, cancel);
        return new RecordSheet
        {
            Record = record,
            Original = original,
            Content = open.SeesRoll ? content : new RecordContent([.. content.Fields.Where(f => f.Key != RecordFields.LeaveReasons)]),
            Filed = record.State == RecordState.Filed ? filed : null,
            Addenda = await db.ActivityRecords.Where(r => r.AddendumTo == original.Id).OrderBy(r => r.Number).ToListAsync(cancel),
            Notes = await returned.Of(record, cancel),
            Standing = record.ReviewCaseId is null ? null : (await cases.Of(RecordFields.RecordKind, [record.Id], cancel)).GetValueOrDefault(record.Id),
            Files = await attachments.Of(activityId, cancel),
            MayRecord = actor.May(ActivityActs.Record, record.Path),
        };
    }

    /// <summary>The content that stands in the files now: the record's own, with every addendum filed since behind it.</summary>
    public async Task<RecordContent> LastFiled(ActivityRecord original, CancellationToken cancel)
    {
        var last = await db.ActivityRecords.Where(r => r.AddendumTo == original.Id && r.State == RecordState.Filed).OrderByDescending(r => r.FiledAt).FirstOrDefaultAsync(cancel) ?? original;
        return await Filed(last.Id, cancel) is { } filed ? RecordContent.FromJson(filed.Content) : RecordContent.Empty;
    }

    private Task<FiledRecord?> Filed(Guid recordId, CancellationToken cancel) =>
        db.FiledRecords.Where(f => f.RecordId == recordId).OrderByDescending(f => f.Edition).FirstOrDefaultAsync(cancel);

    private async Task<RecordContent> Now(Guid activityId, Actor actor, CancellationToken cancel)
    {
        var meeting = (await meetings.Find(activityId, actor, cancel))!;
        return RecordContents.Of(meeting, await names.Of(meeting, cancel), await attachments.Of(activityId, cancel), rulebook.On(time.DayOf(meeting.Activity.StartsAt)), time);
    }

    /// <summary>Only which activity it belongs to; whether this person may see that decides the scope.</summary>
    private async Task<Guid?> ActivityOf(Guid recordId, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Row<Guid?>("select activity_id from activity_record where id = @recordId", new { recordId }, cancel);
    }
}

/// <summary>A record with everything its page shows.</summary>
public sealed record RecordSheet
{
    public required ActivityRecord Record { get; init; }

    /// <summary>The record itself, or for an addendum the one it corrects.</summary>
    public required ActivityRecord Original { get; init; }

    public required RecordContent Content { get; init; }

    /// <summary>What stands in the files; null while it is not filed.</summary>
    public FiledRecord? Filed { get; init; }

    public IReadOnlyList<ActivityRecord> Addenda { get; init; } = [];

    public ReturnNotes Notes { get; init; } = ReturnNotes.None;

    public CaseStanding? Standing { get; init; }

    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    public required bool MayRecord { get; init; }
}
