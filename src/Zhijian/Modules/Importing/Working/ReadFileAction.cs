using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Working;

/// <summary>Reads the whole file into sealed rows. What is wrong anywhere in it is told, and then nothing of it is kept.</summary>
internal sealed class ReadFileAction(StagedRowsQuery staged, BatchesQuery batches, FileShelf shelf, Vault vault, Fence fence, KindsOfRows kinds)
{
    private const int AtOnce = 2000;

    /// <summary>Answers false: afterwards a person says which column is what.</summary>
    public async Task<bool> Run(ImportBatch batch, CancellationToken cancel)
    {
        var file = new SealedFile(shelf, vault);
        await using var content = await file.Open(batch, cancel);
        var refusal = content is null ? ImportRefusals.FileGone : await Stage(batch, content, cancel);
        if (!await Still(batch, cancel))
        {
            return false;
        }
        if (refusal is not null)
        {
            await staged.Clear(batch.Id, cancel);
            await batches.Unreadable(batch.Id, refusal.Code, refusal.Values.Select(v => v.ToString() ?? ""), cancel);
        }
        else
        {
            await batches.FileRead(batch.Id, cancel);
            await batches.Stand(batch.Id, ImportState.Columns, cancel);
        }
        fence.AfterCommit(() =>
        {
            file.Remove(batch);
            return Task.CompletedTask;
        });
        return false;
    }

    private async Task<Refusal?> Stage(ImportBatch batch, Stream content, CancellationToken cancel)
    {
        // What an earlier start had read of it is read anew: a file has no place to go on from.
        await staged.Clear(batch.Id, cancel);
        await batches.Progress(batch, 0, 0, cancel);
        await Commit(cancel);
        if (TableFile.Open(content, batch.FileName, out var rows) is { } refusal)
        {
            return refusal;
        }
        using (rows)
        {
            List<(int, RowContent)> some = [];
            var (count, most) = (0, kinds.Of(batch).MostRows);
            while (true)
            {
                if (rows!.Next(out var row) is { } wrong)
                {
                    return wrong;
                }
                if (row is not null && row.Number > batch.HeaderRow)
                {
                    if (++count > most)
                    {
                        return ImportRefusals.TooManyRows.With(most);
                    }
                    some.Add((row.Number, new RowContent(row.Cells)));
                }
                if (some.Count == AtOnce || (row is null && some.Count > 0))
                {
                    await staged.Stage(batch, some, cancel);
                    await batches.Progress(batch, count, 0, cancel);
                    await Commit(cancel);
                    some.Clear();
                }
                if (row is null)
                {
                    return count == 0 ? ImportRefusals.NoRows : rows is XlsxRows sheet ? sheet.WhyMerged(batch.HeaderRow) : null;
                }
            }
        }
    }

    private async Task<bool> Still(ImportBatch batch, CancellationToken cancel) =>
        await fence.Row<bool>("select state = 'Reading' from import_batch where id = @Id for update", new { batch.Id }, cancel);

    /// <summary>A portion is kept, and the next begins inside the same fence.</summary>
    private async Task Commit(CancellationToken cancel)
    {
        await fence.Commit(cancel);
        await fence.Row<string>(TreeLock.Shared, null, cancel);
    }
}
