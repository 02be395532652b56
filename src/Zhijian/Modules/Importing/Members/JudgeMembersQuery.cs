using System.Globalization;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Members;

/// <summary>Rows of people, judged by the rules of a person who is entered by hand.</summary>
internal sealed class JudgeMembersQuery(EnterManyAction people, ProvenanceBook provenance, PastRecordBook past, InstitutionTime time)
{
    private static readonly Dictionary<string, string> Sources = MemberColumns.Set.All.ToDictionary(f => f.Id, f => f.Element.Source);

    private (Guid Batch, BranchNames Names)? _branches;

    /// <summary>The name of what a row brings of a person's past, among the elements that would change.</summary>
    public const string Past = "PastRecord";

    /// <param name="judged">Says what a row means for somebody known.</param>
    public async Task<IReadOnlyList<JudgedRow>> Run(ImportBatch batch, IReadOnlyList<StagedRow> rows, Func<CleanedRow, RowKeys, Guid?, Func<Guid, KnownThing?>, Func<KnownThing, IReadOnlyList<ElementChange>>, JudgedRow> judged, CancellationToken cancel)
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
        var twins = await people.WhoHas([.. read.Select((r, i) => (r.Staged.Number, identities[i], r.Data?.InstitutionNumber)).Where(n => n.Item2 is not null || n.InstitutionNumber is not null)], cancel);
        var ids = twins.Values.SelectMany(t => new[] { t.ByIdentity, t.ByInstitution }).Concat(rows.Where(r => r.Decision == TwinDecision.Same).Select(r => r.TwinId)).OfType<Guid>().Distinct().ToList();
        var known = await people.Of(ids, forChange: false, cancel);
        var withdrawn = await people.Withdrawn(ids, cancel);
        var held = await provenance.HeldFrom(ids, Sources.Keys, cancel);
        var lines = rows.Any(r => r.Content.Past.Count > 0) ? await past.Of(ids, cancel) : null;
        return [.. read.Select((row, i) =>
        {
            var exact = Exact(row, identities[i], twins.GetValueOrDefault(row.Staged.Number));
            var keys = new RowKeys(identities[i], row.Faults.Count == 0 ? row.Data?.InstitutionNumber : null);
            return judged(row, keys, exact, id => known.TryGetValue(id, out var member) ? new KnownThing(id, member.Name) : null, thing => Changes(batch, row, known[thing.Id], withdrawn[thing.Id], held, lines?[thing.Id]));
        })];
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

    /// <summary>Who has the row's numbers; that they belong to two people, or to somebody elsewhere, is a fault of the row.</summary>
    private static Guid? Exact(MemberRow row, byte[]? identity, NumberTwins? twins)
    {
        if (twins is { Elsewhere: true })
        {
            row.Faults.Add(new RowFault(identity is null ? nameof(Member.InstitutionNumber) : nameof(Member.IdentityNumber), PeopleRefusals.AskUpper));
        }
        else if (twins is { ByIdentity: { } one, ByInstitution: { } other } && one != other)
        {
            row.Faults.Add(new RowFault(nameof(Member.InstitutionNumber), ImportRefusals.TwoPeople));
        }
        return twins?.ByIdentity ?? twins?.ByInstitution;
    }

    /// <summary>What would change of somebody known; what the rules refuse about it becomes a fault of the row.</summary>
    private List<ElementChange> Changes(ImportBatch batch, MemberRow row, Member member, IEnumerable<string> withdrawn, IReadOnlyDictionary<(Guid, string), HeldFrom> held, IEnumerable<PastEntry>? past)
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
        if (past?.ToList() is { } kept && PastEntry.New(row.Staged.Content.Past, kept) is { Count: > 0 } fresh)
        {
            changes.Add(new ElementChange(Past, kept.Count.ToString(CultureInfo.InvariantCulture), (kept.Count + fresh.Count).ToString(CultureInfo.InvariantCulture), IsConflict: false, null));
        }
        foreach (var refused in withdrawn.Where(w => changes.Any(c => c.Element == w)))
        {
            row.Faults.Add(new RowFault(refused, PeopleRefusals.NeedsConsent));
        }
        if (changes.Any(c => !c.IsConflict) && member.Correct(Over(row, member, changes), member.Version, time.Today, people.InventedPeople).Refusal is { } refusal)
        {
            row.Faults.Add(RowFault.Of(refusal));
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
