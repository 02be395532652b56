using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Working;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Mapping;

/// <summary>Somebody says which column is what; it is remembered for the source, and the rows are cleaned and checked.</summary>
internal sealed class SayColumnsAction(BatchQuery query, BatchesQuery batches, Fence fence, Journal journal, ImportWork work, KindsOfRows kinds)
{
    /// <param name="mapping">For each column its element; empty or missing where it is left out.</param>
    public async Task<Decision<ImportColumnsSaid>> Run(Guid id, IReadOnlyList<string> mapping, int seen, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        if (batch is null)
        {
            return refusal!;
        }
        var columns = kinds.Of(batch).Columns;
        List<string> whole = [.. batch.Headings.Select((_, i) => i < mapping.Count && columns.Find(mapping[i]) is { } field ? field.Id : "")];
        var decision = batch.Map(whole, [.. columns.All.Where(f => f.IsRequired).Select(f => f.Id)], seen);
        if (decision.Fact is not null)
        {
            await batches.Remember(batch, kinds.Of(batch).MappingKey, cancel);
            fence.AfterCommit(() =>
            {
                work.Begin(batch.Id, batch.Path);
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }
}
