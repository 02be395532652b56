using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>Cleans and checks rows, finds who they are about, and says what each would do. Changes nothing: pages, the check and the filing ask the same question.</summary>
internal sealed class JudgeRowsQuery(StagedRowsQuery staged, EnterManyAction people, ProvenanceBook provenance, InstitutionTime time)
{
    private static readonly Dictionary<string, string> Sources = MemberColumns.All.ToDictionary(f => f.Id, f => f.Element.Source);

    private (Guid Batch, BranchNames Names)? _branches;

    public async Task<IReadOnlyList<JudgedRow>> Run(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var branches = await Branches(batch, cancel);
        var (today, invented) = (time.Today, people.InventedPeople);
        var read = new MemberRow[rows.Count];
        var identities = new byte[]?[rows.Count];
        Parallel.For(0, rows.Count, i =>
        {
            read[i] = MemberRow.Read(rows[i], batch.Mapping, branches, today, invented);
            identities[i] = read[i].Faults.Count == 0 && read[i].Data?.IdentityNumber is { } number ? people.IndexOf(number) : null;
        });
        var twins = await staged.WhoHas([.. read.Select((r, i) => (r.Staged.Number, identities[i], r.Data?.InstitutionNumber)).Where(n => n.Item2 is not null || n.InstitutionNumber is not null)], cancel);
        var ids = twins.Values.SelectMany(t => new[] { t.ByIdentity, t.ByInstitution }).Concat(rows.Where(r => r.Decision == TwinDecision.Same).Select(r => r.TwinId)).OfType<Guid>().Distinct().ToList();
        var known = await people.Of(ids, forChange: false, cancel);
        var withdrawn = await people.Withdrawn(ids, cancel);
        var held = await provenance.HeldFrom(ids, Sources.Keys, cancel);
        return [.. read.Select((row, i) => Judged(batch, row, identities[i], twins.GetValueOrDefault(row.Staged.Number), known, withdrawn, held))];
    }

    /// <summary>The same for a page: what was decided in the whole (numbers that stand twice, likeness, what entered) is shown as it was found.</summary>
    public async Task<IReadOnlyList<JudgedRow>> Shown(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel) =>
        [.. (await Run(batch, rows, cancel)).Select(j => j.Staged.State switch
        {
            RowState.Faulty when j.Row.Faults.Count == 0 => Twice(j),
            _ when batch.State is ImportState.Entered or ImportState.Entering => j with { Note = j.Note with { State = j.Staged.State, Outcome = j.Staged.Outcome }, Changes = [] },
            _ => j,
        })];

    /// <summary>Whom a row may be about, as far as it helps to decide: the year of birth, never the day.</summary>
    public Task<TwinShown?> Twin(Guid id, CancellationToken cancel) => people.Shown(id, cancel);

    private static JudgedRow Twice(JudgedRow row)
    {
        row.Row.Faults.Add(new RowFault("", ImportRefusals.TwiceInFile));
        return row with { Note = row.Note with { State = RowState.Faulty, Outcome = null } };
    }

    /// <summary>The organisations that rows of this batch may name.</summary>
    public async Task<BranchNames> Branches(ImportBatch batch, CancellationToken cancel)
    {
        if (_branches is not { } kept || kept.Batch != batch.Id)
        {
            var takeIn = await people.TakingIn(batch.Path, cancel);
            _branches = kept = (batch.Id, new BranchNames(takeIn, takeIn.FirstOrDefault(o => o.Id == batch.OrganisationId)));
        }
        return kept.Names;
    }

    private JudgedRow Judged(ImportBatch batch, MemberRow row, byte[]? identity, NumberTwins? twins, Dictionary<Guid, Member> members, ILookup<Guid, string> withdrawn, IReadOnlyDictionary<(Guid, string), HeldFrom> held)
    {
        var exact = twins?.ByIdentity ?? twins?.ByInstitution;
        if (twins is { Elsewhere: true })
        {
            row.Faults.Add(new RowFault(identity is null ? nameof(Member.InstitutionNumber) : nameof(Member.IdentityNumber), PeopleRefusals.AskUpper));
        }
        else if (twins is { ByIdentity: { } one, ByInstitution: { } other } && one != other)
        {
            row.Faults.Add(new RowFault(nameof(Member.InstitutionNumber), ImportRefusals.TwoPeople));
        }
        var decision = row.Staged.Decision;
        var isSame = exact is not null ? decision != TwinDecision.LeaveOut : decision == TwinDecision.Same;
        var twin = exact ?? row.Staged.TwinId;
        var member = isSame && twin is { } id ? members.GetValueOrDefault(id) : null;
        List<ElementChange> changes = [];
        if (member is not null && row.Faults.Count == 0)
        {
            changes = Changes(batch, row, member, withdrawn[member.Id], held);
        }
        var waits = exact is null && twin is not null && decision is null;
        var state = row.Faults.Count > 0 ? RowState.Faulty : waits ? RowState.Twin : RowState.Right;
        RowOutcome? outcome = state != RowState.Right ? null
            : decision == TwinDecision.LeaveOut ? RowOutcome.Leave
            : member is not null ? changes.Any(c => !c.IsConflict) ? RowOutcome.Change : RowOutcome.Leave
            : RowOutcome.Create;
        var note = new RowNote(row.Staged.Number, state, [.. row.Faults.Select(f => f.Kept)], identity, row.Faults.Count == 0 ? row.Data?.InstitutionNumber : null, twin, exact is not null, outcome);
        return new JudgedRow(row, note, member, changes);
    }

    /// <summary>What would change of somebody known; what the rules refuse about it becomes a fault of the row.</summary>
    private List<ElementChange> Changes(ImportBatch batch, MemberRow row, Member member, IEnumerable<string> withdrawn, IReadOnlyDictionary<(Guid, string), HeldFrom> held)
    {
        if (member.LeftOn is not null)
        {
            row.Faults.Add(new RowFault("", PeopleRefusals.HasLeft));
            return [];
        }
        var before = row.Values.Keys.Where(Compared).ToDictionary(e => e, e => ValueOf(member, e));
        List<ElementChange> changes = [];
        foreach (var (element, after) in row.Values.Where(v => Compared(v.Key) && before[v.Key] != v.Value))
        {
            var from = held.GetValueOrDefault((member.Id, element));
            var conflict = before[element] is not null && !Authority.MayReplace(Sources[element], from?.Source ?? Authority.OrganisationsOwn, batch.Source);
            changes.Add(new ElementChange(element, before[element], after, conflict, from));
        }
        foreach (var refused in withdrawn.Where(w => changes.Any(c => c.Element == w)))
        {
            row.Faults.Add(new RowFault(refused, PeopleRefusals.NeedsConsent));
        }
        if (changes.Any(c => !c.IsConflict) && member.Correct(Over(row, member, changes), member.Version, time.Today, people.InventedPeople).Refusal is { } refusal)
        {
            row.Faults.Add(new RowFault(refusal.Field?.Replace("Form.", "", StringComparison.Ordinal) ?? "", refusal with { Field = null }));
        }
        return changes;
    }

    /// <summary>What is kept about somebody with all that may change over it.</summary>
    public static MemberData Over(MemberRow row, Member member, IReadOnlyList<ElementChange> changes)
    {
        foreach (var conflict in changes.Where(c => c.IsConflict))
        {
            row.Values.Remove(conflict.Element);
        }
        return row.Over(member);
    }

    /// <summary>What is kept of one element.</summary>
    public static string? ValueOf(Member member, string element) => element == MemberColumns.Category ? member.Category.ToString() : MemberField.Find(element)!.ValueOf(member);

    /// <summary>Where somebody belongs is changed by a transfer, never by a list.</summary>
    private static bool Compared(string element) => element is not (MemberColumns.Branch or MemberColumns.Since);
}
