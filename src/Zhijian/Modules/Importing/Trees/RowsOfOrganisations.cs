using System.Globalization;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Trees;

/// <summary>Rows that are organisations, founded and renamed through the door of the module that keeps the tree. Where something stands and what it is are changed by people, never by a list.</summary>
internal sealed class RowsOfOrganisations(StagedRowsQuery staged, EnterOrganisationsAction organisations, EnterManyAction people, ProvenanceBook provenance, ValueSeals seals, InstitutionTime time) : KindOfRows(staged)
{
    /// <summary>Each founding asks all that follows the tree, and holds it alone.</summary>
    private const int AtOnce = 20;

    private readonly StagedRowsQuery _staged = staged;

    public override ImportKind Kind => ImportKind.Organisations;

    public override ColumnSet Columns => OrganisationColumns.Set;

    public override IReadOnlyList<string> Acts => [OrganisationActs.See, OrganisationActs.Change];

    public override bool ReshapesTree => true;

    public override bool RowsSpeakOfEachOther => true;

    public override int MostRows => 2000;

    public override string EntityKind => "Organisation";

    public override async Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var (list, held) = await Rehearsed(batch, cancel);
        var byNumber = list.Rows.ToDictionary(r => r.Staged.Number);
        return [.. rows.Select(r => byNumber[r.Number]).Select(row => Judged(row, KeysOf(row), row.Exact?.Id, _ => list.Known(row) is { } known ? new KnownThing(known.Id, list.NameOf(known)) : null, thing => Changes(batch, row, thing, held)))];
    }

    /// <summary>Rows that would found something beside another of the same kind whose name differs by a slip: perhaps it was renamed.</summary>
    public override async Task<IReadOnlyList<(int Row, Guid Twin)>> Alike(ImportBatch batch, CancellationToken cancel)
    {
        var (list, _) = await Rehearsed(batch, cancel);
        var claimed = list.Rows.Select(list.Known).OfType<Organisation>().Select(o => o.Id).ToHashSet();
        var beside = (await organisations.Rehearsal(batch.Path, cancel)).Organisations.Where(o => o.DissolvedOn is null && !claimed.Contains(o.Id)).ToLookup(o => (o.ParentId, o.Kind));
        return
        [
            .. from row in list.Rows.Where(r => r is { Staged.Decision: null, Parent: not null, Kind: not null } && r.Faults.All(f => f.Element == OrganisationColumns.People) && list.Known(r) is null)
               let twin = beside[(row.Parent!.Id, row.Kind!.Value)].FirstOrDefault(o => NameLikeness.IsNear(o.Name, row.Name))
               where twin is not null
               select (row.Staged.Number, twin.Id),
        ];
    }

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel) =>
        (await organisations.Of([id], cancel)).GetValueOrDefault(id) is { } it ? new KnownShown(id, it.Name, words.Name(it.Kind)) : null;

    /// <summary>Those whose parent stands already; when none is left, those whose parent stays behind, to be told so.</summary>
    public override async Task<List<StagedRow>> Next(ImportBatch batch, CancellationToken cancel)
    {
        var left = await _staged.ToEnter(batch, MostRows, cancel);
        if (left.Count == 0)
        {
            return left;
        }
        var (list, _) = await Rehearsed(batch, cancel);
        var below = list.Rows.Where(r => r.ParentRow is not null).Select(r => r.Staged.Number).ToHashSet();
        var now = left.Where(r => !below.Contains(r.Number)).Take(AtOnce).ToList();
        return now.Count > 0 ? now : left;
    }

    public override async Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        List<EnteredRow> done = [];
        foreach (var judged in rows)
        {
            var row = (OrganisationRow)judged.Row;
            if (judged.Note.Outcome == RowOutcome.Create && row.Parent is null)
            {
                done.Add(new EnteredRow(row.Staged.Number, Guid.Empty, null, ImportRefusals.ParentStaysBehind with { Field = OrganisationColumns.Parent }));
                continue;
            }
            done.Add(judged.Note.Outcome == RowOutcome.Create ? await Found(batch, judged, row, actor, cancel) : await Rename(batch, judged, row, actor, cancel));
        }
        return done;
    }

    public override async Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel)
    {
        // Whatever is asked about, all of the batch is looked at: what stays keeps everything above it.
        var notes = await provenance.OfBatch(batch.Id, cancel);
        var things = await organisations.Of([.. notes.Select(n => n.EntityId)], cancel);
        var key = (batch.Id, batch.DataKey!);
        var before = notes.ToDictionary(n => n.EntityId, n => Before(key, n));
        var founded = things.Values.Where(t => before[t.Id].Renamed is null).ToList();
        var what = (await organisations.BuiltOn(founded, cancel)).ToDictionary(f => f.Key, f => f.Value);
        void Add(Guid id, string built) => (what.TryGetValue(id, out var list) ? list : what[id] = []).Add((built, 1));
        var belonging = (await people.BelongingTo([.. founded.Select(f => f.Id)], cancel)).ToLookup(p => p.To, p => (p.Id, p.Version));
        foreach (var note in notes.Where(n => things.ContainsKey(n.EntityId)))
        {
            if (before[note.EntityId].Renamed is not null && things[note.EntityId].Version != note.EntityVersion)
            {
                Add(note.EntityId, "changed");
            }
        }
        foreach (var it in founded.Where(f => !belonging[f.Id].ToHashSet().SetEquals(before[f.Id].People.Select(p => (p.Id, p.Version)))))
        {
            Add(it.Id, "member");
        }
        foreach (var above in founded.Where(f => !what.ContainsKey(f.Id) && what.Keys.Any(k => things[k].Path.StartsWith(f.Path, StringComparison.Ordinal))).ToList())
        {
            Add(above.Id, "organisation");
        }
        return [.. what.Where(w => among?.Contains(w.Key) != false).Select(w => new BuiltOn(w.Key, things[w.Key].Name, w.Value)).OrderBy(b => b.Name, StringComparer.Ordinal).Take(most)];
    }

    public override async Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel)
    {
        var things = await organisations.Of([.. notes.Select(n => n.EntityId)], cancel);
        var key = (batch.Id, batch.DataKey!);
        var (removed, putBack) = (0, 0);
        // What stands below goes before what stands above it.
        foreach (var note in notes.OrderByDescending(n => things[n.EntityId].Path.Length))
        {
            var before = Before(key, note);
            if (before.Renamed is { } name)
            {
                await organisations.PutBack(note.EntityId, name, actor, cancel);
                putBack++;
                continue;
            }
            await organisations.TakeOut(things[note.EntityId], actor, cancel);
            await people.PutInGroups([.. before.People.Where(p => p.Group is not null).Select(p => (p.Id, p.Group!.Value))], cancel);
            removed++;
        }
        return (removed, putBack);
    }

    public override string Place(CleanedRow row) => row.Values.GetValueOrDefault(OrganisationColumns.Parent) ?? "";

    public override string AddressOf(Guid entity) => $"/organisations/{entity}";

    /// <summary>The whole list, tried on the tree as it stands today.</summary>
    private async Task<(OrganisationList List, IReadOnlyDictionary<(Guid, string), HeldFrom> Held)> Rehearsed(ImportBatch batch, CancellationToken cancel)
    {
        var tree = await organisations.Rehearsal(batch.Path, cancel);
        var rows = (await _staged.After(batch, 0, MostRows, cancel)).Select(r => OrganisationRow.Read(r, batch.Mapping, time.Today)).ToList();
        var sizes = await FindPeople(batch, rows, cancel);
        var list = new OrganisationList(rows, [.. tree.Organisations.Where(o => o.DissolvedOn is null)], tree.Find(batch.OrganisationId));
        list.Rehearse(tree, sizes, row => NoteOf(batch, row, list.Known(row) is not null));
        var held = await provenance.HeldFrom([.. rows.Select(list.Known).OfType<Organisation>().Select(o => o.Id)], [OrganisationColumns.Name], cancel);
        return (list, held);
    }

    /// <summary>Who the people of each row are, and how many; who can't be found, or stands in two rows, is a fault.</summary>
    private async Task<Dictionary<OrganisationRow, OrganisationSize>> FindPeople(ImportBatch batch, List<OrganisationRow> rows, CancellationToken cancel)
    {
        Dictionary<OrganisationRow, OrganisationSize> sizes = [];
        var entries = rows.SelectMany(r => r.Entries).Distinct().ToList();
        if (entries.Count == 0)
        {
            return sizes;
        }
        var found = await organisations.People(batch.Path, entries, cancel);
        HashSet<Guid> taken = [];
        foreach (var row in rows.Where(r => r.Entries.Count > 0))
        {
            var known = row.Entries.Select(e => (Entry: e, Person: found.Unclear.Contains(e) ? null : found.People.FirstOrDefault(p => p.InstitutionNumber == e || p.Name == e))).ToList();
            if (known.FirstOrDefault(k => k.Person is null || !taken.Add(k.Person.Id)) is { Entry: { } unclear })
            {
                row.Fault(OrganisationColumns.People, ImportRefusals.NoSuchPerson.With(unclear));
                continue;
            }
            row.People = [.. known.Select(k => k.Person!.Id).Distinct()];
            sizes[row] = await organisations.SizeOf(row.People, cancel);
        }
        return sizes;
    }

    /// <summary>A name is the one thing that a list changes of what is known.</summary>
    private static List<ElementChange> Changes(ImportBatch batch, OrganisationRow row, KnownThing known, IReadOnlyDictionary<(Guid, string), HeldFrom> held)
    {
        if (known.Name == row.Name)
        {
            return [];
        }
        var from = held.GetValueOrDefault((known.Id, OrganisationColumns.Name));
        if (!Authority.MayReplace(OrganisationColumns.Set.Find(OrganisationColumns.Name)!.Element.Source, from?.Source ?? Authority.ByHand(ProvenanceBook.Organisation), batch.Source))
        {
            row.Fault(OrganisationColumns.Name, ImportRefusals.SourceStands);
            return [];
        }
        return [new ElementChange(OrganisationColumns.Name, known.Name, row.Name, false, from)];
    }

    /// <summary>Two rows that would be the same organisation share this.</summary>
    private static RowKeys KeysOf(OrganisationRow row) =>
        new(null, row.Faults.Count > 0 ? null : row.Exact is { } exact ? exact.Id.ToString() : $"{(row.ParentRow is { } above ? above.Staged.Number.ToString(CultureInfo.InvariantCulture) : row.Parent?.Id.ToString())}/{row.Name}");

    private ChangeNote NoteOf(ImportBatch batch, OrganisationRow row, bool isKnown) =>
        new(isKnown ? time.Today : row.On ?? time.Today, ReasonOf(batch, row), row.Reason, time.Today, time.Now, batch.BroughtBy, batch.BroughtByName);

    private static string ReasonOf(ImportBatch batch, OrganisationRow row) => row.Reason ?? batch.FileName;

    private async Task<EnteredRow> Found(ImportBatch batch, JudgedRow judged, OrganisationRow row, Actor actor, CancellationToken cancel)
    {
        var groups = (await people.Standing(row.People, cancel)).ToDictionary(p => p.Id, p => p.Group);
        var (made, refusal) = await organisations.Found(new OrganisationToFound(row.Parent!.Id, row.Name, row.Kind!.Value, row.Population, row.On ?? time.Today, ReasonOf(batch, row), row.Reason, row.People), actor, cancel);
        if (made is null)
        {
            return new EnteredRow(row.Staged.Number, Guid.Empty, null, Named(refusal!));
        }
        var founded = (await people.BelongingTo([made.Id], cancel)).Select(p => new FoundedPerson(p.Id, p.Version, groups.GetValueOrDefault(p.Id)));
        await Keep(batch, judged, made, new OrganisationBefore(null, [.. founded]), row.Values.Keys.Where(k => k is not (OrganisationColumns.People or OrganisationColumns.Number)), actor, cancel);
        return new EnteredRow(row.Staged.Number, made.Id, RowOutcome.Create, null);
    }

    /// <summary>A refusal of the tree, by the name of the column.</summary>
    private static Refusal Named(Refusal refusal) => OrganisationList.FaultOf(refusal) is var fault ? refusal with { Field = fault.Element } : refusal;

    private async Task<EnteredRow> Rename(ImportBatch batch, JudgedRow judged, OrganisationRow row, Actor actor, CancellationToken cancel)
    {
        var id = judged.Known!.Id;
        var (before, refusal) = await organisations.Rename(id, row.Name, time.Today, ReasonOf(batch, row), actor, cancel);
        if (before is null)
        {
            return new EnteredRow(row.Staged.Number, Guid.Empty, null, Named(refusal!));
        }
        await Keep(batch, judged, (await organisations.Of([id], cancel))[id], new OrganisationBefore(before, []), [OrganisationColumns.Name], actor, cancel);
        return new EnteredRow(row.Staged.Number, id, RowOutcome.Change, null);
    }

    private Task Keep(ImportBatch batch, JudgedRow judged, Organisation it, OrganisationBefore before, IEnumerable<string> elements, Actor actor, CancellationToken cancel)
    {
        var note = Note(batch, judged, it.Id, it.Path, elements, null, it.Version, actor, time.Now);
        return provenance.Note(EntityKind, [note with { Before = seals.Before(batch, note.Id, before) }], cancel);
    }

    private OrganisationBefore Before((Guid Batch, byte[] Wrapped) key, BatchNote note) => seals.Before<OrganisationBefore>(key.Batch, key.Wrapped, note);
}

/// <summary>How it was before a batch: its name, or nothing but the people it was founded with.</summary>
internal sealed record OrganisationBefore(NameBefore? Renamed, IReadOnlyList<FoundedPerson> People);

/// <summary>Somebody with whom it was founded.</summary>
/// <param name="Version">Since then; a later one means that something was built on it.</param>
/// <param name="Group">The Party group before.</param>
internal sealed record FoundedPerson(Guid Id, int Version, Guid? Group);
