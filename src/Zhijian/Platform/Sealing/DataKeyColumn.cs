using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Sealing;

/// <summary>A table's column <c>data_key</c>, wrapped anew when the master key changes. Whoever owns the table names it.</summary>
/// <param name="id">The column of whoever or whatever the key belongs to; it is authenticated with the key.</param>
internal abstract class DataKeyColumn(Fence fence, Vault vault, string table, string id = "id") : IHoldsDataKeys
{
    private const int AtOnce = 1000;

    public Task<long> CountOthers(int master, CancellationToken cancel) =>
        fence.Row<long>($"select count(*) from {table} where data_key is not null and substr(data_key, 2, 4) <> @master", new { master = Envelope.BytesOf(master) }, cancel);

    public async Task<int> RewrapSome(CancellationToken cancel)
    {
        var master = Envelope.BytesOf(vault.File.Open().Newest.Number);
        // Two ranges and no "different from": both read the index from where work is left, where the table has one.
        var found = await fence.Rows<KeptKey>(
            $"""
            (select {id} as Id, data_key as DataKey from {table} where data_key is not null and substr(data_key, 2, 4) < @master order by substr(data_key, 2, 4), {id} limit @AtOnce)
            union all
            (select {id}, data_key from {table} where data_key is not null and substr(data_key, 2, 4) > @master order by substr(data_key, 2, 4), {id} limit @AtOnce)
            """, new { master, AtOnce }, cancel);
        if (found.Count == 0)
        {
            return 0;
        }
        var changed = await fence.Run(
            $"update {table} t set data_key = w.fresh from unnest(@ids, @before, @fresh) as w(id, before, fresh) where t.{id} = w.id and t.data_key = w.before",
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
