using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Rows;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Reviewing;

/// <summary>Hands what is right of a batch in for review; rows with faults and undecided twins stay behind and hold nobody up.</summary>
internal sealed class SubmitImportAction(ZhijianDb db, Fence fence, Journal journal, SubmitForReviewAction review, StagedRowsQuery staged, KindsOfRows kinds, Words words)
{
    public async Task<Decision<ImportSubmitted>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<ImportBatch>().FirstOrDefaultAsync(b => b.Id == id, cancel) is not { } batch)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(ImportActs.Run, batch.Path))
        {
            return PlatformRefusals.NotYours;
        }
        await kinds.Shaped(batch, cancel);
        var decision = batch.Submit(seen);
        if (decision.Refusal is not null)
        {
            return decision;
        }
        var content = new RecordContent(await Fields(batch, cancel));
        var submitting = new Submitting(actor.MemberId, actor.Name, words["import.case-title", batch.FileName, kinds.Of(batch).Count(words, batch.Created + batch.Changed)], content)
        {
            HoldsSensitiveData = true,
            Checks = [AutomaticCheck.Of("import.check-numbers", true), AutomaticCheck.Of("import.check-scope", true), AutomaticCheck.Of("import.check-conflicts", batch.Conflicts == 0, batch.Conflicts.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        };
        var handedIn = await review.Run(new ForReview(ReviewableImports.Kind, batch.Id, batch.OrganisationId, submitting), actor, cancel);
        return handedIn.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    private async Task<List<ReviewField>> Fields(ImportBatch batch, CancellationToken cancel)
    {
        var organisation = await fence.Row<string>("select name from organisation where id = @OrganisationId", new { batch.OrganisationId }, cancel);
        var faults = await staged.FaultCounts(batch.Id, cancel);
        return
        [
            ReviewField.Text("kind", "import.kind", kinds.Of(batch).Named(words)),
            ReviewField.Text("organisation", "import.organisation", organisation),
            ReviewField.Text("source", "import.source", batch.Source),
            ReviewField.Text("file", "import.file", words["import.file-of", batch.FileName, batch.Sheet ?? "", words.Size(batch.Size)]),
            ReviewField.Text("created", "import.created", words.Number(batch.Created)),
            ReviewField.Text("changed", "import.changed", words.Number(batch.Changed)),
            ReviewField.Text("unchanged", "import.unchanged", words.Number(batch.Unchanged)),
            ReviewField.Text("conflicts", "import.conflicts", words.Number(batch.Conflicts)),
            ReviewField.List("elements", "import.elements", batch.Mapping.Where(m => m.Length > 0).Select(m => kinds.Of(batch).Label(words, m))),
            ReviewField.List("left-behind", "import.left-behind", [.. batch.Waiting > 0 ? [words["import.waiting-rows", batch.Waiting]] : Array.Empty<string>(), .. faults.Select(f => FaultWords.Count(words, kinds.Of(batch), f))]),
        ];
    }
}
