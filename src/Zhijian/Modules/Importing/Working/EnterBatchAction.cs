using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Conflicts;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Working;

/// <summary>
/// Files the rows of a reviewed batch, a portion in each transaction: people, their traces and where each value came from together. Each row is judged once more, because days may
/// have passed since it was checked; what has become wrong stays behind with its fault.
/// </summary>
internal sealed class EnterBatchAction(StagedRowsQuery staged, BatchesQuery batches, JudgeRowsQuery judge, EnterManyAction people, ProvenanceBook provenance, ConflictsQuery conflicts, ValueSeals seals, Journal journal, InstitutionTime time)
{
    private const int AtOnce = 2000;

    /// <summary>Answers whether more is left.</summary>
    public async Task<bool> Run(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        if (!await batches.Hold(batch, cancel))
        {
            return true;
        }
        var rows = await staged.ToEnter(batch, AtOnce, cancel);
        if (rows.Count == 0)
        {
            return await End(batch, actor, cancel);
        }
        var judged = await judge.Run(batch, rows, cancel);
        var gone = judged.Where(j => j.Note.State != RowState.Right).Select(j => (j.Staged.Number, j.Note.Faults.Count > 0 ? j.Note.Faults[0] : ":" + ImportRefusals.NotNow.Code)).ToList();
        var created = await Create(batch, [.. judged.Where(j => j.Note is { State: RowState.Right, Outcome: RowOutcome.Create })], gone, actor, cancel);
        var changed = await Change(batch, [.. judged.Where(j => j.Note is { State: RowState.Right, Outcome: RowOutcome.Change })], gone, actor, cancel);
        await staged.Entered(batch.Id, [.. created, .. changed, .. judged.Where(j => j.Note is { State: RowState.Right, Outcome: RowOutcome.Leave }).Select(j => (j.Staged.Number, j.Known?.Id ?? batch.Id, RowOutcome.Leave))], cancel);
        if (gone.Count > 0)
        {
            await staged.Refused(batch.Id, gone, cancel);
        }
        await batches.Progress(batch, batch.Done + rows.Count, batch.Created + batch.Changed, cancel);
        await journal.Also(new ImportRowsFiled(batch.Id, batch.Path, created.Count, changed.Count), actor, cancel);
        return true;
    }

    private async Task<List<(int, Guid, RowOutcome)>> Create(ImportBatch batch, IReadOnlyList<JudgedRow> rows, List<(int, string)> gone, Actor actor, CancellationToken cancel)
    {
        var entered = await people.Add([.. rows.Select(r => new PersonToEnter(r.Staged.Number, r.Row.Branch!, r.Row.Data!, r.Row.Since))], actor, cancel);
        List<ProvenanceNote> notes = [];
        List<(int, Guid, RowOutcome)> done = [];
        foreach (var (row, person) in rows.Zip(entered))
        {
            if (person.Refusal is { } refusal)
            {
                gone.Add((person.Row, new RowFault(refusal.Field?.Replace("Form.", "", StringComparison.Ordinal) ?? "", refusal).Kept));
                continue;
            }
            done.Add((person.Row, person.MemberId, RowOutcome.Create));
            notes.Add(Note(batch, row, person.MemberId, row.Row.Branch!.Path, row.Row.Values.Keys, before: null, person.Version, actor));
        }
        await provenance.Note(ProvenanceBook.Member, notes, cancel);
        return done;
    }

    private async Task<List<(int, Guid, RowOutcome)>> Change(ImportBatch batch, IReadOnlyList<JudgedRow> rows, List<(int, string)> gone, Actor actor, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return [];
        }
        var members = await people.Of([.. rows.Select(r => r.Known!.Id)], forChange: true, cancel);
        List<ProvenanceNote> notes = [];
        List<(int, Guid, RowOutcome)> done = [];
        foreach (var row in rows)
        {
            var member = members[row.Known!.Id];
            await conflicts.Note(batch, row, member, time.Now, cancel);
            var before = row.Changes.Where(c => !c.IsConflict).ToDictionary(c => c.Element, c => c.Before);
            var version = member.Version;
            var decision = people.Change(member, JudgeRowsQuery.Over(row.Row, member, row.Changes), actor);
            if (decision.Fact is null)
            {
                gone.Add((row.Staged.Number, new RowFault(decision.Refusal!.Field?.Replace("Form.", "", StringComparison.Ordinal) ?? "", decision.Refusal).Kept));
                continue;
            }
            done.Add((row.Staged.Number, member.Id, RowOutcome.Change));
            var id = Guid.CreateVersion7();
            notes.Add(Note(batch, row, member.Id, member.Path, before.Keys, seals.Before(member, id, before), version + 1, actor) with { Id = id });
        }
        await provenance.Note(ProvenanceBook.Member, notes, cancel);
        return done;
    }

    private ProvenanceNote Note(ImportBatch batch, JudgedRow row, Guid entity, string path, IEnumerable<string> elements, byte[]? before, int version, Actor actor)
    {
        List<string> set = [.. elements];
        return new ProvenanceNote(
            Guid.CreateVersion7(), path, entity, batch.Id, row.Staged.Number, batch.Source, set, [.. row.Row.Done.Where(d => set.Contains(d.Key)).Select(d => $"{d.Key}:{d.Value.ToString().Replace(", ", ",", StringComparison.Ordinal)}")],
            before, version, actor.MemberId, actor.Name, time.Now);
    }

    private async Task<bool> End(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        var counts = await staged.Counts(batch.Id, cancel);
        await batches.Counted(batch.Id, counts, cancel);
        await batches.EnteredAt(batch.Id, time.Now, cancel);
        await batches.Stand(batch.Id, ImportState.Entered, cancel);
        await journal.Also(new ImportEntered(batch.Id, batch.Path, counts.Created, counts.Changed, counts.Unchanged, batch.Conflicts), actor, cancel);
        return false;
    }
}
