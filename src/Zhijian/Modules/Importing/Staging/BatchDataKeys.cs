using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>The batches' data keys, wrapped anew when the master key changes.</summary>
internal sealed class BatchDataKeys(Fence fence, Vault vault) : IHoldsDataKeys
{
    private const int AtOnce = 1000;

    public Task<long> CountOthers(int master, CancellationToken cancel) =>
        fence.Row<long>("select count(*) from import_batch where data_key is not null and substr(data_key, 2, 4) <> @master", new { master = Envelope.BytesOf(master) }, cancel);

    public async Task<int> RewrapSome(CancellationToken cancel)
    {
        var found = await fence.Rows<KeptKey>(
            "select id, data_key as DataKey from import_batch where data_key is not null and substr(data_key, 2, 4) <> @master order by id limit @AtOnce", new { master = Envelope.BytesOf(vault.File.Open().Newest.Number), AtOnce }, cancel);
        if (found.Count == 0)
        {
            return 0;
        }
        var changed = await fence.Run(
            "update import_batch b set data_key = w.fresh from unnest(@ids, @before, @fresh) as w(id, before, fresh) where b.id = w.id and b.data_key = w.before",
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
