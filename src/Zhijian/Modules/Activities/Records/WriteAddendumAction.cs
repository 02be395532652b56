using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Somebody corrects a filed record: the addendum goes through the same review and then stands behind the record, which itself stays as it was.</summary>
internal sealed class WriteAddendumAction(ZhijianDb db, Journal journal, RecordQuery records, SubmitForReviewAction review, InstitutionTime time)
{
    /// <param name="recordId">The filed record, or an addendum that came back.</param>
    public async Task<Decision<AddendumWritten>> Run(Guid recordId, string? text, IReadOnlyList<string> fields, Actor actor, CancellationToken cancel)
    {
        if (await records.Find(recordId, actor, cancel) is not { } sheet)
        {
            return PlatformRefusals.Missing;
        }
        if (!sheet.MayRecord)
        {
            return PlatformRefusals.NotYours;
        }
        var open = sheet.Addenda.FirstOrDefault(a => a.State != RecordState.Filed);
        if (open is not null && open.Id != recordId)
        {
            return RecordRefusals.AddendumOpen;
        }
        var filed = await records.LastFiled(sheet.Original, cancel);
        var addendum = sheet.Record.IsAddendum ? sheet.Record : New(sheet.Original, sheet.Addenda.Count + 1);
        var decision = addendum.WriteAddendum(sheet.Original, text, fields, filed.Fields.Select(f => f.Key).ToHashSet());
        if (decision.Refusal is not null)
        {
            return decision;
        }
        if (db.Entry(addendum).State == EntityState.Detached)
        {
            db.Add(addendum);
        }
        addendum.Submit(actor.MemberId, time.Now);
        var submitting = new Submitting(actor.MemberId, actor.Name, addendum.Title, RecordContents.WithAddendum(filed, addendum)) { Checks = [AutomaticCheck.Of("record.check.addendum", true, sheet.Original.Number)] };
        var handedIn = await review.Run(new ForReview(RecordFields.RecordKind, addendum.Id, addendum.OrganisationId, submitting, sheet.Original.Id), actor, cancel);
        if (handedIn.Fact is not { } submitted)
        {
            return handedIn.Refusal!;
        }
        addendum.ReviewCaseId = submitted.Case.CaseId;
        return await journal.Record(decision, actor, cancel);
    }

    private static ActivityRecord New(ActivityRecord filed, int running) => new()
    {
        ActivityId = filed.ActivityId,
        Path = filed.Path,
        OrganisationId = filed.OrganisationId,
        Kind = filed.Kind,
        Number = RecordNumber.OfAddendum(filed.Number, running),
        Title = filed.Title,
        HeldOn = filed.HeldOn,
        AddendumTo = filed.Id,
    };
}
