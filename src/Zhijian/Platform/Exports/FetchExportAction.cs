using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Exports;

/// <summary>Fetches a list that was written beside the request; only whoever asked for it, and only until its link expires.</summary>
internal sealed class FetchExportAction(ZhijianDb db, Journal journal, ExportShelf shelf, TimeProvider clock)
{
    /// <summary>A file of one's own whose link still holds, however far it is.</summary>
    public async Task<ExportFile?> Find(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ExportFile>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.AccountId == actor.AccountId && f.Until > clock.GetUtcNow(), cancel);

    public async Task<(Decision<ListFetched> Decision, ExportFile? File)> Run(Guid id, string ending, Actor actor, CancellationToken cancel)
    {
        if (await Find(id, actor, cancel) is not { } file || file.Format.Ending() != ending)
        {
            return (ExportRefusals.Over, null);
        }
        if (file.WhyNotFetch(actor.AccountId, clock.GetUtcNow()) is { } refusal)
        {
            return (refusal, null);
        }
        if (!shelf.Holds(id))
        {
            return (ExportRefusals.Over, null);
        }
        return (await journal.Record<ListFetched>(new ListFetched(file.Id, file.Path, file.List, ending, file.Rows), actor, cancel), file);
    }
}

/// <summary>Whose keys seal written lists.</summary>
internal sealed class ExportDataKeys(Fence fence, Sealing.Vault vault) : Sealing.IHoldsDataKeys
{
    private const int AtOnce = 1000;

    public Task<long> CountOthers(int master, CancellationToken cancel) =>
        fence.Row<long>("select count(*) from export_file where substr(data_key, 2, 4) <> @master", new { master = Sealing.Envelope.BytesOf(master) }, cancel);

    public async Task<int> RewrapSome(CancellationToken cancel)
    {
        var found = await fence.Rows<KeptKey>(
            "select id, data_key as DataKey from export_file where substr(data_key, 2, 4) <> @master limit @AtOnce", new { master = Sealing.Envelope.BytesOf(vault.File.Open().Newest.Number), AtOnce }, cancel);
        if (found.Count == 0)
        {
            return 0;
        }
        var changed = await fence.Run(
            "update export_file f set data_key = w.fresh from unnest(@ids, @before, @fresh) as w(id, before, fresh) where f.id = w.id and f.data_key = w.before",
            new { ids = found.Select(f => f.Id).ToArray(), before = found.Select(f => f.DataKey).ToArray(), fresh = found.Select(f => vault.Rewrap(f.Id, f.DataKey)).ToArray() }, cancel);
        await fence.Commit(cancel);
        return changed;
    }

    private sealed class KeptKey
    {
        public Guid Id { get; set; }

        public byte[] DataKey { get; set; } = [];
    }
}

/// <summary>How long written lists are kept.</summary>
internal sealed class ExportTerms : Privacy.IKeepsForATerm
{
    public static IReadOnlyList<Privacy.RetentionRule> Rules => [new("export_file", "until")];
}
