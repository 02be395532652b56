using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Members;

/// <summary>
/// Looks among the people within the fence for those whom rows without a known number may be about. Names are compared in memory; birth dates are opened of those alone
/// whose names are alike, and forgotten at once.
/// </summary>
internal sealed class FindTwinsQuery(EnterManyAction people, StagedRowsQuery staged, JudgeMembersQuery judge, InstitutionTime time)
{
    private const int AtOnce = 4000;

    /// <summary>The likeliest twin of each row that has one.</summary>
    public async Task<IReadOnlyList<(int Row, Guid Twin)>> Run(ImportBatch batch, CancellationToken cancel)
    {
        var brought = await Brought(batch, cancel);
        if (brought.Count == 0)
        {
            return [];
        }
        var known = await people.NamesBelow(batch.Path, cancel);
        return await Best(brought, known, cancel);
    }

    private async Task<List<BroughtPerson>> Brought(ImportBatch batch, CancellationToken cancel)
    {
        List<BroughtPerson> brought = [];
        var branches = await judge.Branches(batch, cancel);
        for (var after = 0; await staged.ToCompare(batch, after, AtOnce, cancel) is { Count: > 0 } rows; after = rows[^1].Number)
        {
            foreach (var row in rows)
            {
                var values = MemberRow.Cleaned(row, batch.Mapping, time.Today);
                if (values.GetValueOrDefault(nameof(Member.Name)) is { } name)
                {
                    var branch = values.TryGetValue(MemberColumns.Branch, out var named) ? branches.Find(named).Branch : branches.Own;
                    brought.Add(new BroughtPerson(row.Number, name, branch?.Id ?? Guid.Empty, values.GetValueOrDefault(nameof(Member.SexCode)), CleanedRow.Day(values.GetValueOrDefault(nameof(Member.BirthDate))) ?? MemberRow.BirthOf(values.GetValueOrDefault(nameof(Member.IdentityNumber)))));
                }
            }
        }
        return brought;
    }

    /// <summary>The likeliest twin among the known of each who was brought.</summary>
    internal async Task<IReadOnlyList<(int Row, Guid Twin)>> Best(List<BroughtPerson> brought, IReadOnlyList<NamedPerson> known, CancellationToken cancel)
    {
        Dictionary<int, (Guid Twin, int Points)> best = [];
        foreach (var some in brought.Chunk(AtOnce))
        {
            var finder = new TwinFinder(some);
            var candidates = known.SelectMany(k => finder.Like(new KnownPerson(k.Id, k.Name, k.Organisation, k.Sex))).ToList();
            var births = await Births([.. candidates.Select(c => c.Known).Distinct()], cancel);
            var birthOf = some.ToDictionary(b => b.Row, b => b.Birth);
            foreach (var candidate in candidates)
            {
                var points = TwinFinder.Points(candidate, birthOf[candidate.Row], births.GetValueOrDefault(candidate.Known));
                if (points >= TwinFinder.Enough && (!best.TryGetValue(candidate.Row, out var other) || points > other.Points))
                {
                    best[candidate.Row] = (candidate.Known, points);
                }
            }
        }
        return [.. best.Select(b => (b.Key, b.Value.Twin)).OrderBy(b => b.Key)];
    }

    private async Task<Dictionary<Guid, DateOnly?>> Births(Guid[] ids, CancellationToken cancel)
    {
        Dictionary<Guid, DateOnly?> births = new(ids.Length);
        foreach (var some in ids.Chunk(AtOnce))
        {
            foreach (var (id, birth) in await people.Births(some, cancel))
            {
                births[id] = CleanedRow.Day(birth);
            }
        }
        return births;
    }
}
