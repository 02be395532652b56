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
internal sealed class ExportDataKeys(Fence fence, Sealing.Vault vault) : Sealing.DataKeyColumn(fence, vault, "export_file");

/// <summary>How long written lists are kept.</summary>
internal sealed class ExportTerms : Privacy.IKeepsForATerm
{
    public static IReadOnlyList<Privacy.RetentionRule> Rules => [new("export_file", "until")];
}
