using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Conflicts;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Members;

/// <summary>Rows that are people, entered through the door of the module that keeps people.</summary>
internal sealed class RowsOfMembers(
    StagedRowsQuery staged, JudgeMembersQuery judge, FindTwinsQuery twins, BuiltOnMembersQuery builtOn, EnterManyAction people, ProvenanceBook provenance, ConflictsQuery conflicts, PastRecordBook past, ValueSeals seals, InstitutionTime time)
    : KindOfRows(staged)
{
    public override ImportKind Kind => ImportKind.Members;

    public override ColumnSet Columns => MemberColumns.Set;

    public override string EntityKind => ProvenanceBook.Member;

    public override Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel) => judge.Run(batch, rows, Judged, cancel);

    public override Task<IReadOnlyList<(int Row, Guid Twin)>> Alike(ImportBatch batch, CancellationToken cancel) => twins.Run(batch, cancel);

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel) =>
        await people.Shown(id, cancel) is { } person ? new KnownShown(person.Id, person.Name, string.Join(" · ", new[] { person.OrganisationName, person.Birth is { } birth ? words["import.born", birth] : null }.OfType<string>())) : null;

    public override async Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel) =>
    [
        .. await Create(batch, [.. rows.Where(r => r.Note.Outcome == RowOutcome.Create)], actor, cancel),
        .. await Change(batch, [.. rows.Where(r => r.Note.Outcome == RowOutcome.Change)], actor, cancel),
    ];

    public override Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel) => builtOn.Run(batch.Id, among, most, cancel);

    public override async Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel)
    {
        var created = notes.Where(n => n.Before is null).Select(n => n.EntityId).ToList();
        var members = await people.Of([.. notes.Where(n => n.Before is not null).Select(n => n.EntityId)], forChange: true, cancel);
        await past.TakeOut(batch.Id, [.. notes.Select(n => n.EntityId)], actor, cancel);
        foreach (var note in notes.Where(n => n.Before is not null))
        {
            // Whoever only brought along a past has nothing of their own to be put back.
            if (seals.Before(members[note.EntityId], note.Id, note.Before!) is { Count: > 0 } before)
            {
                people.PutBack(members[note.EntityId], before, actor);
            }
        }
        await people.TakeOut(created, actor, cancel);
        await conflicts.Forget(batch.Id, [.. notes.Select(n => n.EntityId)], cancel);
        return (created.Count, members.Count);
    }

    public override string Place(CleanedRow row) => ((MemberRow)row).Branch?.Name ?? row.Values.GetValueOrDefault(MemberColumns.Branch) ?? "";

    public override string Label(Words words, string element) => element == JudgeMembersQuery.Past ? words["people.past"] : base.Label(words, element);

    public override string Shown(Words words, string element, string? value) => ShownValue(words, element, value);

    /// <summary>A value of a person as people read it.</summary>
    public static string ShownValue(Words words, string element, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return words["import.empty"];
        }
        if (element == MemberColumns.Category)
        {
            return Enum.TryParse<Rules.MemberCategory>(value, out var category) ? words.Name(category) : value;
        }
        return MemberColumns.Set.Find(element) is { IsSealed: true }
            ? element is nameof(Member.IdentityNumber) or nameof(Member.MobileNumber) ? new Restricted(value).Masked : "****"
            : MemberField.Find(element)?.Words(value, words.IsChinese) ?? value;
    }

    public override string AddressOf(Guid entity) => $"/people/{entity}";

    private async Task<List<EnteredRow>> Create(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        var entered = await people.Add([.. rows.Select(r => new PersonToEnter(r.Staged.Number, ((MemberRow)r.Row).Branch!, ((MemberRow)r.Row).Data!, ((MemberRow)r.Row).Since))], actor, cancel);
        List<ProvenanceNote> notes = [];
        List<EnteredRow> done = [];
        foreach (var (row, person) in rows.Zip(entered))
        {
            if (person.Refusal is { } refusal)
            {
                done.Add(new EnteredRow(person.Row, Guid.Empty, null, refusal));
                continue;
            }
            done.Add(new EnteredRow(person.Row, person.MemberId, RowOutcome.Create, null));
            notes.Add(Note(batch, row, person.MemberId, ((MemberRow)row.Row).Branch!.Path, [.. row.Row.Values.Keys, .. Brought(row)], before: null, person.Version, actor, time.Now));
        }
        await provenance.Note(EntityKind, notes, cancel);
        await past.Keep(batch.Id, [.. rows.Zip(entered).Where(r => r.Second.Refusal is null).Select(r => new PastToKeep(r.Second.MemberId, ((MemberRow)r.First.Row).Branch!.Path, null, PastEntry.New(r.First.Staged.Content.Past, [])))], actor, cancel);
        return done;
    }

    private async Task<List<EnteredRow>> Change(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return [];
        }
        var members = await people.Of([.. rows.Select(r => r.Known!.Id)], forChange: true, cancel);
        var lines = rows.Any(r => r.Staged.Content.Past.Count > 0) ? await past.Of([.. members.Keys], cancel) : null;
        List<ProvenanceNote> notes = [];
        List<EnteredRow> done = [];
        List<PastToKeep> brought = [];
        foreach (var row in rows)
        {
            var member = members[row.Known!.Id];
            var (was, hadKey) = (member.Version, member.DataKey is not null);
            await conflicts.Note(batch, row, member, time.Now, cancel);
            var before = row.Changes.Where(c => !c.IsConflict && c.Element != JudgeMembersQuery.Past).ToDictionary(c => c.Element, c => c.Before);
            // Saving counts the version on where something of the person changes: a value, or the key that what stood before is sealed with.
            var version = before.Count > 0 || !hadKey ? was + 1 : was;
            var decision = people.Change(member, JudgeMembersQuery.Over((MemberRow)row.Row, member, row.Changes), actor);
            if (decision.Fact is null)
            {
                done.Add(new EnteredRow(row.Staged.Number, Guid.Empty, null, decision.Refusal));
                continue;
            }
            done.Add(new EnteredRow(row.Staged.Number, member.Id, RowOutcome.Change, null));
            var id = Guid.CreateVersion7();
            notes.Add(Note(batch, row, member.Id, member.Path, [.. before.Keys, .. Brought(row)], seals.Before(member, id, before), version, actor, time.Now) with { Id = id });
            if (lines is not null)
            {
                brought.Add(new PastToKeep(member.Id, member.Path, member.DataKey, PastEntry.New(row.Staged.Content.Past, [.. lines[member.Id]])));
            }
        }
        await provenance.Note(EntityKind, notes, cancel);
        await past.Keep(batch.Id, brought, actor, cancel);
        return done;
    }

    private static IEnumerable<string> Brought(JudgedRow row) => row.Staged.Content.Past.Count > 0 ? [JudgeMembersQuery.Past] : [];
}
