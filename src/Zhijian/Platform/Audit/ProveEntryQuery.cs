using System.Text;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Audit;

/// <summary>That an entry stands in the tree of a checkpoint; whoever holds the public key can check it without us. Hashes are written in hexadecimal.</summary>
/// <param name="Line">The entry's own line, as it is hashed.</param>
/// <param name="Detail">The hash that stands for what is personal in it.</param>
public sealed record EntryProof(long Entry, long Position, string Line, string Detail, IReadOnlyList<string> Path, SignedTree Checkpoint);

/// <summary>That the second tree continues the first: nothing in the first was changed, taken away or put in another order.</summary>
public sealed record ContinuationProof(long First, string FirstRoot, long Second, string SecondRoot, IReadOnlyList<string> Path);

/// <summary>A checkpoint as it is handed to others.</summary>
public sealed record SignedTree(long Size, long Highest, string Root, string At, string Key, string Signature)
{
    internal static SignedTree Of(Checkpoint c) => new(c.Size, c.Highest, Convert.ToHexStringLower(c.Root), c.Moment, c.Key, Convert.ToBase64String(c.Signature));
}

/// <summary>Makes proofs for single entries and between two sizes of the tree.</summary>
public sealed class ProveEntryQuery(Fence fence)
{
    /// <summary>Nothing where no checkpoint holds the entry yet, or the leaves no longer lead to the signed root.</summary>
    public async Task<EntryProof?> Entry(long id, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        var line = new TraceLine();
        long position;
        await using (var row = await fence.Stream($"select {TraceLine.Columns}, l.position from journal j join audit_leaf l on l.entry_id = j.id where j.id = @id", p => p.AddWithValue("id", id), cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }
            line.Read(row, 0);
            position = row.GetInt64(11);
        }
        if (await Last(cancel) is not { } last || last.Size <= position)
        {
            return null;
        }
        var path = await Roots(Merkle.Inclusion(position, last.Size), cancel);
        return Merkle.Includes(line.Leaf(), position, last.Size, path, last.Root)
            ? new EntryProof(id, position, Encoding.UTF8.GetString(line.Line), Convert.ToHexStringLower(line.DetailHash), Hex(path), SignedTree.Of(last))
            : null;
    }

    /// <summary>Nothing where the tree never had these sizes in this order, or where a checkpoint of one of them was signed over another root.</summary>
    public async Task<ContinuationProof?> Continuation(long first, long second, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        if (first < 0 || first > second || await Last(cancel) is not { } last || last.Size < second)
        {
            return null;
        }
        var path = await Roots(Merkle.Consistency(first, second), cancel);
        var roots = await Roots([new Stretch(0, first)], cancel) is [var a] && await Roots([new Stretch(0, second)], cancel) is [var b] ? (First: a, Second: b) : default;
        return Merkle.Continues(first, roots.First, second, roots.Second, path) && await SignedAs(first, roots.First, cancel) && await SignedAs(second, roots.Second, cancel)
            ? new ContinuationProof(first, Convert.ToHexStringLower(roots.First), second, Convert.ToHexStringLower(roots.Second), Hex(path))
            : null;
    }

    private async Task<bool> SignedAs(long size, byte[] root, CancellationToken cancel) =>
        await fence.Row<byte[]>("select root from audit_checkpoint where size = @size", new { size }, cancel) is not { } signed || signed.AsSpan().SequenceEqual(root);

    private async Task<Checkpoint?> Last(CancellationToken cancel)
    {
        await using var row = await fence.Stream($"select {CheckpointRow.Columns} from audit_checkpoint order by size desc limit 1", _ => { }, cancel);
        return await row.ReadAsync(cancel) ? CheckpointRow.Read(row, 0) : null;
    }

    /// <summary>The roots of some stretches of leaves, in one pass over the leaves.</summary>
    private async Task<IReadOnlyList<byte[]>> Roots(IReadOnlyList<Stretch> stretches, CancellationToken cancel)
    {
        if (stretches.Count == 0)
        {
            return [];
        }
        var edges = stretches.ToDictionary(s => s, _ => new TreeEdge());
        using var inOrder = edges.OrderBy(e => e.Key.From).GetEnumerator();
        var more = inOrder.MoveNext();
        await using var row = await fence.Stream(
            "select position, leaf from audit_leaf where position >= @from and position < @until order by position",
            p => { p.AddWithValue("from", stretches.Min(s => s.From)); p.AddWithValue("until", stretches.Max(s => s.Until)); }, cancel);
        while (await row.ReadAsync(cancel))
        {
            var position = row.GetInt64(0);
            while (more && inOrder.Current.Key.Until <= position)
            {
                more = inOrder.MoveNext();
            }
            if (more && position >= inOrder.Current.Key.From)
            {
                inOrder.Current.Value.Add(row.GetFieldValue<byte[]>(1));
            }
        }
        return [.. stretches.Select(s => edges[s].Root())];
    }

    private static string[] Hex(IReadOnlyList<byte[]> hashes) => [.. hashes.Select(Convert.ToHexStringLower)];
}
