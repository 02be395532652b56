using System.Globalization;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>
/// Looks among the people within the fence for those whom rows without a known number may be about. Names are compared in memory; birth dates are opened of those alone
/// whose names are alike, and forgotten at once.
/// </summary>
internal sealed class FindTwinsQuery(Fence fence, Vault vault, StagedRowsQuery staged, JudgeRowsQuery judge, InstitutionTime time)
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
        var known = await fence.Rows<KnownRow>("select id, name, organisation_id as Organisation, sex_code as Sex from member where left_on is null and path >= @Path and path < @Path || '~'", new { batch.Path }, cancel);
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
                    brought.Add(new BroughtPerson(row.Number, name, branch?.Id ?? Guid.Empty, values.GetValueOrDefault(nameof(Member.SexCode)), MemberRow.Day(values.GetValueOrDefault(nameof(Member.BirthDate))) ?? MemberRow.BirthOf(values.GetValueOrDefault(nameof(Member.IdentityNumber)))));
                }
            }
        }
        return brought;
    }

    private async Task<IReadOnlyList<(int Row, Guid Twin)>> Best(List<BroughtPerson> brought, List<KnownRow> known, CancellationToken cancel)
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
            var rows = await fence.Rows<BirthRow>("select id, data_key as DataKey, birth_date as BirthDate from member where id = any(@some) and birth_date is not null and data_key is not null", new { some }, cancel);
            var opened = new DateOnly?[rows.Count];
            Parallel.For(0, rows.Count, i => opened[i] = Day(vault.Open(rows[i].Id, rows[i].DataKey, new SealedPlace("member", "birth_date", rows[i].Id), rows[i].BirthDate)));
            for (var i = 0; i < rows.Count; i++)
            {
                births[rows[i].Id] = opened[i];
            }
        }
        return births;
    }

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private sealed class KnownRow
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public Guid Organisation { get; set; }

        public string? Sex { get; set; }
    }

    private sealed class BirthRow
    {
        public Guid Id { get; set; }

        public byte[] DataKey { get; set; } = [];

        public byte[] BirthDate { get; set; } = [];
    }
}
