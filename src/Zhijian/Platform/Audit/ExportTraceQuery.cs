using System.Globalization;
using System.Text;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Audit;

/// <summary>
/// Writes what a stranger needs to verify the trace: <c>entries.tsv</c> (each entry's line and the hash of its detail, in the order of the tree),
/// <c>checkpoints.tsv</c> (size, highest number, root, moment, key, signature) and the public keys. Nothing of what was decided leaves the database.
/// </summary>
public sealed class ExportTraceQuery(Fence fence, AuditKeys keys)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Answers the number of entries written.</summary>
    public async Task<long> Run(string folder, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        Directory.CreateDirectory(folder);
        await fence.Row<string>(SealEntriesAction.Alone, null, cancel);
        await fence.Run("set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_sort = off", null, cancel);
        var written = await Entries(Path.Combine(folder, "entries.tsv"), cancel);
        await Checkpoints(Path.Combine(folder, "checkpoints.tsv"), cancel);
        foreach (var key in keys.PublicFiles)
        {
            File.Copy(key, Path.Combine(folder, Path.GetFileName(key)), overwrite: true);
        }
        await fence.Rollback();
        return written;
    }

    private async Task<long> Entries(string name, CancellationToken cancel)
    {
        var (line, written) = (new TraceLine(), 0L);
        await using var file = new BufferedStream(File.Create(name), 1 << 16);
        await using var row = await fence.Stream($"select {TraceLine.Columns} from audit_leaf l left join journal j on j.id = l.entry_id order by l.position", _ => { }, cancel);
        while (await row.ReadAsync(cancel))
        {
            // An entry that is no longer there leaves an empty line: the stranger finds it too.
            if (!row.IsDBNull(0))
            {
                line.Read(row, 0);
                file.Write(line.Line);
                file.Write(Utf8.GetBytes("\t" + Convert.ToHexStringLower(line.DetailHash)));
            }
            file.WriteByte((byte)'\n');
            written++;
        }
        return written;
    }

    private async Task Checkpoints(string name, CancellationToken cancel)
    {
        await using var file = new StreamWriter(name, append: false, Utf8);
        await using var row = await fence.Stream($"select {CheckpointRow.Columns} from audit_checkpoint order by size", _ => { }, cancel);
        while (await row.ReadAsync(cancel))
        {
            var c = SignedTree.Of(CheckpointRow.Read(row, 0));
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{c.Size}\t{c.Highest}\t{c.Root}\t{c.At}\t{c.Key}\t{c.Signature}\n"));
        }
    }
}
