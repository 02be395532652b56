using Npgsql;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Audit;

/// <summary>What verifying found. <see cref="Broken"/> names the first thing that does not fit; nothing where all is intact.</summary>
/// <param name="Entries">Entries in the tree that fit, up to the first that doesn't.</param>
/// <param name="Erased">Those among them whose personal detail was erased; their proof stands.</param>
/// <param name="Waiting">Newer entries that the next checkpoint takes in.</param>
public sealed record TraceReport(long Entries, long Erased, long Waiting, byte[] Root, TraceBreak? Broken);

/// <summary>What is broken: the text key <c>audit.KIND</c> with the numbers that fill it, entry numbers first.</summary>
public sealed record TraceBreak(string Kind, params IReadOnlyList<long> Numbers);

/// <summary>Compares every entry of the journal with its leaf, the leaves with the signed checkpoints, and looks for entries slipped in. Reads once, in constant memory.</summary>
public sealed class VerifyTraceQuery(Fence fence, AuditKeys keys, TimeProvider clock)
{
    public async Task<TraceReport> Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        // What is written meanwhile waits for the next checkpoint.
        await fence.Row<string>(SealEntriesAction.Alone, null, cancel);
        var report = await Look(cancel);
        await fence.Rollback();
        return report;
    }

    /// <summary>The same inside a transaction that has begun already.</summary>
    internal async Task<TraceReport> Look(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        // Entries are looked up in the order of the leaves, so nothing is sorted or kept.
        await fence.Run("set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_sort = off; set local max_parallel_workers_per_gather = 0; set local jit = off", null, cancel);
        var walk = new Walk(keys);
        await ReadTree(walk, cancel);
        await fence.Run("set local enable_hashjoin = on; set local enable_mergejoin = on; set local enable_sort = on", null, cancel);
        var broken = walk.Broken ?? await CutOff(walk, cancel) ?? await SlippedIn(cancel);
        var waiting = await fence.Row<long>("select (select count(*) from journal) - (select count(*) from journal j where exists (select from audit_leaf l where l.entry_id = j.id))", null, cancel);
        return new TraceReport(walk.Edge.Size, walk.Erased, waiting, walk.Edge.Root(), broken);
    }

    private async Task ReadTree(Walk walk, CancellationToken cancel)
    {
        await using var row = await fence.Stream(
            $"""
            select {TraceLine.Columns}, l.position, l.entry_id, l.leaf, c.size, c.highest, c.root, c.at, c.key, c.signature
            from audit_leaf l left join journal j on j.id = l.entry_id left join audit_checkpoint c on c.size = l.position + 1
            order by l.position
            """, _ => { }, cancel);
        while (walk.Broken is null && await row.ReadAsync(cancel))
        {
            walk.Step(row);
        }
    }

    private async Task<TraceBreak?> CutOff(Walk walk, CancellationToken cancel)
    {
        var last = await fence.Row<long?>("select max(size) from audit_checkpoint", null, cancel) ?? 0;
        return last == walk.Edge.Size ? null : new TraceBreak("cut-off", last, walk.Edge.Size);
    }

    private async Task<TraceBreak?> SlippedIn(CancellationToken cancel)
    {
        var entry = await fence.Row<long?>(
            """
            select min(j.id) from journal j
            where j.id <= (select s.highest from audit_checkpoint s where s.at <= @settled order by s.size desc limit 1)
              and not exists (select from audit_leaf l where l.entry_id = j.id)
            """, new { settled = clock.GetUtcNow() - Checkpoint.EntriesCommitWithin }, cancel);
        return entry is { } slipped ? new TraceBreak("slipped-in", slipped) : null;
    }

    /// <summary>One step a leaf, in the order of the tree.</summary>
    private sealed class Walk(AuditKeys keys)
    {
        private const int AfterEntry = 11;
        private readonly TraceLine _line = new();
        private byte[] _leaf = [];
        private long? _firstSince;
        private long _highest;

        public TreeEdge Edge { get; } = new();

        public long Erased { get; private set; }

        public TraceBreak? Broken { get; private set; }

        public void Step(NpgsqlDataReader row)
        {
            var (position, entry) = (row.GetInt64(AfterEntry), row.GetInt64(AfterEntry + 1));
            Broken = position != Edge.Size ? new TraceBreak("leaf-missing", entry, Edge.Size) : BreakOf(row, entry);
            if (Broken is not null)
            {
                return;
            }
            Edge.Add(_leaf);
            Erased += _line.IsErased ? 1 : 0;
            _firstSince ??= entry;
            _highest = Math.Max(_highest, entry);
            if (!row.IsDBNull(AfterEntry + 3))
            {
                Meet(CheckpointRow.Read(row, AfterEntry + 3), entry);
            }
        }

        private TraceBreak? BreakOf(NpgsqlDataReader row, long entry)
        {
            if (row.IsDBNull(0))
            {
                return new TraceBreak("entry-missing", entry);
            }
            _line.Read(row, 0);
            _leaf = _line.Leaf();
            return _leaf.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(AfterEntry + 2)) ? null : new TraceBreak("entry-changed", entry);
        }

        private void Meet(Checkpoint checkpoint, long entry)
        {
            Broken = !keys.IsSigned(checkpoint) ? new TraceBreak("not-signed", _firstSince!.Value, checkpoint.Size)
                : !checkpoint.Root.AsSpan().SequenceEqual(Edge.Root()) || checkpoint.Highest != _highest ? new TraceBreak("other-root", _firstSince!.Value, entry)
                : null;
            _firstSince = null;
        }
    }
}

/// <summary>A checkpoint as the database keeps it.</summary>
internal static class CheckpointRow
{
    public const string Columns = "size, highest, root, at, key, signature";

    public static Checkpoint Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first), row.GetInt64(first + 1), row.GetFieldValue<byte[]>(first + 2), new DateTimeOffset(row.GetDateTime(first + 3)), row.GetString(first + 4), row.GetFieldValue<byte[]>(first + 5));
}
