using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Bringing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing;

/// <summary>
/// Rows come in the shape of a list, from a connected system or in a package of another institution: they become a batch whose columns are said already, and are cleaned, checked, decided,
/// reviewed and undone like those of a file. The one door for the modules that take such rows in; whether this kind may come, and how many rows, they have asked before.
/// </summary>
internal sealed class PushRowsAction(ZhijianDb db, Fence fence, Journal journal, Vault vault, StagedRowsQuery staged, ImportWork work, KindsOfRows kinds, ImportPlacesQuery places, InstitutionTime time)
{
    /// <summary>Rows of one push.</summary>
    public const int MostRows = 5000;

    /// <summary>What the system needs at its own place to push a kind: what a person needs who brings such a list.</summary>
    public IReadOnlyList<string> ActsOf(ImportKind kind) => [ImportActs.Run, .. kinds.Of(kind).Acts];

    public async Task<Decision<ImportColumnsSaid>> Run(PushedRows pushed, Actor actor, CancellationToken cancel)
    {
        var kind = kinds.Of(pushed.Kind);
        var most = Math.Min(MostRows, kind.MostRows);
        if (pushed.Rows.Count == 0 || pushed.Rows.Count > most)
        {
            return pushed.Rows.Count == 0 ? ImportRefusals.NoRows : ImportRefusals.TooManyRows.With(most);
        }
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == pushed.OrganisationId && o.DissolvedOn == null, cancel) is not { } organisation || !kind.MayBring(actor, organisation.Path))
        {
            return ImportRefusals.NoSuchOrganisation.With(pushed.OrganisationId).At("organisation");
        }
        await kind.Shape(pushed.RoundId, cancel);
        if (kind.WhyNotBring() is { } notNow)
        {
            return notNow.At("round");
        }
        var named = pushed.Rows.SelectMany(r => r.Keys).ToHashSet(StringComparer.Ordinal);
        if (named.FirstOrDefault(n => kind.Columns.All.All(f => f.Element.Id != n)) is { } unknown)
        {
            return ImportRefusals.NoSuchElement.With(unknown).At(unknown);
        }
        var fields = kind.Columns.All.Where(f => named.Contains(f.Element.Id)).ToList();
        if (kind.Columns.All.FirstOrDefault(f => f.IsRequired && !fields.Contains(f)) is { } missing)
        {
            return ImportRefusals.ColumnMissing.With(missing.Element.Id).At(missing.Element.Id);
        }
        return await Keep(pushed, kind, organisation, fields, actor, cancel);
    }

    /// <summary>The organisations for which somebody may bring people, the widest first.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> Places(Actor actor, CancellationToken cancel) => [.. (await places.Of(actor, cancel)).Select(p => (p.Id, p.Name))];

    /// <summary>Whether what a batch brought is on its way or entered; false once it was given up or undone, or where there is none.</summary>
    public Task<bool> Counts(Guid batch, CancellationToken cancel) => db.Set<ImportBatch>().AnyAsync(b => b.Id == batch && b.State != ImportState.GivenUp && b.State != ImportState.Undone, cancel);

    /// <summary>How a batch stands that this system pushed; null where there is none.</summary>
    public Task<ImportBatch?> Find(Guid id, Guid client, CancellationToken cancel) => db.Set<ImportBatch>().AsNoTracking().FirstOrDefaultAsync(b => b.Id == id && b.ClientId == client, cancel);

    private async Task<Decision<ImportColumnsSaid>> Keep(PushedRows pushed, KindOfRows kind, Organisation organisation, List<Cleaning.ImportField> fields, Actor actor, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var batch = new ImportBatch
        {
            Id = id, Path = organisation.Path, OrganisationId = organisation.Id, Kind = pushed.Kind, Source = pushed.Source, FileName = pushed.Name, Size = pushed.Size, Sha256 = pushed.Sha256,
            HeaderRow = 0, Headings = [.. fields.Select(f => f.Element.Id)], Mapping = [], State = ImportState.Columns, DataKey = vault.NewKey(id), ReachesBelow = pushed.ClientId is not null || kind.ReachesBelow(actor, organisation.Path), RoundId = kind.NeedsRound ? pushed.RoundId : null, ClientId = pushed.ClientId,
            BroughtBy = actor.MemberId, BroughtByName = pushed.ByName, BroughtAt = time.Now,
        };
        var said = batch.Map([.. fields.Select(f => f.Id)], [], batch.Version);
        db.Add(batch);
        await journal.Also(new ImportBrought(id, batch.Path, batch.Kind, batch.Source, batch.FileName), actor, cancel);
        await staged.Stage(batch, [.. pushed.Rows.Select((row, i) => (i + 1, new RowContent([.. fields.Select(f => row.GetValueOrDefault(f.Element.Id, ""))]) { Past = pushed.Past.Count > i ? pushed.Past[i] : [] }))], cancel);
        fence.AfterCommit(() =>
        {
            work.Begin(batch.Id, batch.Path);
            return Task.CompletedTask;
        });
        return await journal.Record(said, actor, cancel);
    }
}

/// <summary>Rows as they come.</summary>
/// <param name="OrganisationId">For which they are; nothing outside of it enters.</param>
/// <param name="RoundId">Of a collection form, for kinds that answer one.</param>
/// <param name="Source">The source of the data standard from which they come.</param>
/// <param name="Name">What people read in place of a file's name.</param>
/// <param name="ClientId">The connected system that pushes them; null where a person brings what another institution handed on.</param>
/// <param name="ByName">Whose name stands with it.</param>
/// <param name="Size">Of what was sent, in bytes.</param>
/// <param name="Rows">Each with its values by the id of the data element.</param>
internal sealed record PushedRows(
    ImportKind Kind, Guid OrganisationId, Guid? RoundId, string Source, string Name, Guid? ClientId, string ByName, long Size, byte[] Sha256, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    /// <summary>What the person of each row brings along of their past; empty where nothing is.</summary>
    public IReadOnlyList<IReadOnlyList<PastEntry>> Past { get; init; } = [];
}
