using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Audit;

/// <summary>
/// Takes the committed entries of the journal that are not in the tree yet into it, in the order of their numbers, and signs a checkpoint after every
/// thousand of them and at the end. Costs as much as there is new, however long the history is.
/// </summary>
public sealed class SealEntriesAction(Fence fence, AuditKeys keys, TimeProvider clock)
{
    internal const int EntriesPerCheckpoint = 1000;

    /// <summary>One at a time adds to the tree or reads all of it.</summary>
    internal const string Alone = "select pg_advisory_xact_lock(hashtext('audit tree'))::text";

    /// <summary>Answers the number of entries taken in. Commits each portion by itself: a run that is cut off is continued by the next.</summary>
    public async Task<long> Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        var (taken, after) = (0L, 0L);
        while (true)
        {
            var portion = await SealPortion(after, cancel);
            await fence.Commit(cancel);
            taken += portion.Count;
            if (portion.Count < EntriesPerCheckpoint)
            {
                return taken;
            }
            after = portion[^1];
        }
    }

    private async Task<List<long>> SealPortion(long after, CancellationToken cancel)
    {
        // A statement of its own: what follows then sees what the former one committed.
        await fence.Row<string>(Alone, null, cancel);
        var before = (await fence.Row<Before>(
            """
            select e.size, e.hashes, coalesce(c.size, 0) as Signed, coalesce(c.highest, 0) as Highest,
              coalesce((select s.highest from audit_checkpoint s where s.at <= @settled order by s.size desc limit 1), 0) as Settled
            from audit_edge e left join lateral (select size, highest from audit_checkpoint order by size desc limit 1) c on true
            """, new { settled = clock.GetUtcNow() - Checkpoint.EntriesCommitWithin }, cancel))!;
        if (before.Size != before.Signed)
        {
            throw new InvalidDataException($"The audit tree's edge has {before.Size} entries, its last checkpoint {before.Signed}: nothing is added to it until ./run audit verify has told why.");
        }
        var edge = TreeEdge.From(before.Size, before.Hashes);
        var (entries, leaves) = await Waiting(Math.Max(after, before.Settled), cancel);
        if (entries.Count == 0)
        {
            return entries;
        }
        leaves.ForEach(edge.Add);
        await Write(before, edge, entries, leaves, cancel);
        return entries;
    }

    private async Task<(List<long> Entries, List<byte[]> Leaves)> Waiting(long after, CancellationToken cancel)
    {
        var (entries, leaves, line) = (new List<long>(), new List<byte[]>(), new TraceLine());
        await using var row = await fence.Stream(
            $"""
            select {TraceLine.Columns} from journal j
            where j.id > @after and not exists (select from audit_leaf l where l.entry_id = j.id and l.entry_id > @after)
            order by j.id limit {EntriesPerCheckpoint}
            """, p => p.AddWithValue("after", after), cancel);
        while (await row.ReadAsync(cancel))
        {
            line.Read(row, 0);
            entries.Add(line.Id);
            leaves.Add(line.Leaf());
        }
        return (entries, leaves);
    }

    private async Task Write(Before before, TreeEdge edge, List<long> entries, List<byte[]> leaves, CancellationToken cancel)
    {
        var signed = keys.Sign(edge.Size, Math.Max(before.Highest, entries[^1]), edge.Root(), clock.GetUtcNow());
        await fence.Run(
            """
            insert into audit_leaf(position, entry_id, leaf) select @first + n - 1, entry, leaf from unnest(@entries, @leaves) with ordinality as t(entry, leaf, n);
            insert into audit_checkpoint(size, highest, root, at, key, signature) values (@Size, @Highest, @Root, @At, @Key, @Signature);
            update audit_edge set size = @Size, hashes = @hashes
            """, new { first = before.Size, entries = entries.ToArray(), leaves = leaves.ToArray(), signed.Size, signed.Highest, signed.Root, At = signed.At.UtcDateTime, signed.Key, signed.Signature, hashes = edge.ToBytes() }, cancel);
    }

    private sealed class Before
    {
        public long Size { get; set; }

        public byte[] Hashes { get; set; } = [];

        public long Signed { get; set; }

        public long Highest { get; set; }

        public long Settled { get; set; }
    }
}

/// <summary>Takes new entries into the tree each minute.</summary>
internal sealed class SealEntriesJob(SealEntriesAction seal) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancel) => seal.Run(cancel);
}
