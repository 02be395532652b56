using Dapper;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>What is counted of an organisation and of those directly below it, month by month, from sums alone: for those who calculate with it.</summary>
public sealed class CountsBelowQuery(Fence fence, Measures table, InstitutionTime institution)
{
    /// <summary>How many organisations below come at once; one more is answered where there are more.</summary>
    public const int AtOnce = Overview.RowsAtOnce;

    // Standing organisations at and below one of the rows; counted only until the sums of this month exist. Party groups are no organisations of their own here.
    private const string Standing = "(select count(*)::int from organisation b where b.path >= o.path and b.path < o.path || '~' and b.kind <> 'PartyGroup' and b.dissolved_on is null";

    private const string Which =
        """
        select o.id, o.path, o.name, o.kind, o.number from organisation o
        where o.id = @OrganisationId or (o.parent_id = @OrganisationId and o.number > @after and o.dissolved_on is null and o.kind <> 'PartyGroup')
        order by o.id <> @OrganisationId, o.number limit @most
        """;

    private static readonly string Sql =
        $"""
        select o.*, coalesce(s.organisations, {Standing})) as Organisations, coalesce(s.branches, {Standing} and b.kind not in ('UniversityCommittee', 'CollegeCommittee', 'GeneralBranch'))) as Branches
        from ({Which}) o left join overview_sum s on s.organisation_id = o.id and s.month = @now order by o.id <> @OrganisationId, o.number;
        select f.organisation_id as OrganisationId, {Month("f")} as Month, f.kind, sum(f.filed)::bigint as Count
        from ({Which}) o join figure_month f on f.organisation_id = o.id and {InSpan("f")} group by 1, 2, 3;
        select d.organisation_id as OrganisationId, {Month("d")} as Month, sum(d.expected)::bigint as Expected, sum(d.met)::bigint as Met, sum(d.in_review)::bigint as InReview, sum(d.excused)::bigint as Excused
        from ({Which}) o join obligation_month d on d.organisation_id = o.id and {InSpan("d")} group by 1, 2;
        """;

    // Month by month for the organisation itself; of those below the sum of the period is enough, and stands in its first month.
    private static string Month(string table) => $"case when {table}.organisation_id = @OrganisationId then {table}.month else @from end";

    private static string InSpan(string table) => $"{table}.month between case when {table}.organisation_id = @OrganisationId then @ownFrom else @from end and @to";

    /// <summary>What is owed and what became of it, by the names that calculations use.</summary>
    public static IReadOnlyList<string> Duties { get; } = ["expected", "met", "inReview", "excused", "missing"];

    /// <summary>The organisation first, with its months; then those below it after a number of their order, each with its sums of the period.</summary>
    /// <param name="ownFrom">The first day of the first month that is wanted of the organisation itself, not after the period's.</param>
    /// <param name="from">The first day of the period's first month.</param>
    /// <param name="to">The first day of the last month.</param>
    public async Task<IReadOnlyList<CountedOrganisation>> Of(Party place, DateOnly ownFrom, DateOnly from, DateOnly to, int after, CancellationToken cancel)
    {
        using var sets = await fence.Sets(Sql, new { place.OrganisationId, ownFrom, from, to, after, most = AtOnce + 2, now = TreePath.MonthOf(institution.Today) }, cancel);
        var rows = (await sets.ReadAsync<CountedOrganisation>()).AsList();
        var byId = rows.ToDictionary(r => r.Id);
        foreach (var count in await sets.ReadAsync<CountRow>())
        {
            foreach (var measure in table.All.Where(m => m.Kinds.Contains(FigureKind.Parse(count.Kind))))
            {
                byId[count.OrganisationId].Add(measure.Name, count.Month, count.Count);
            }
        }
        foreach (var duties in await sets.ReadAsync<DutyRow>())
        {
            foreach (var (name, count) in Duties.Zip([duties.Expected, duties.Met, duties.InReview, duties.Excused, duties.Expected - duties.Met - duties.InReview - duties.Excused]))
            {
                byId[duties.OrganisationId].Add(name, duties.Month, count);
            }
        }
        return rows;
    }

    private sealed class DutyRow
    {
        public Guid OrganisationId { get; set; }

        public DateOnly Month { get; set; }

        public long Expected { get; set; }

        public long Met { get; set; }

        public long InReview { get; set; }

        public long Excused { get; set; }
    }

    private sealed class CountRow
    {
        public Guid OrganisationId { get; set; }

        public DateOnly Month { get; set; }

        public string Kind { get; set; } = "";

        public long Count { get; set; }
    }
}

/// <summary>An organisation with what is counted at and below it.</summary>
public sealed class CountedOrganisation
{
    private readonly Dictionary<(string Name, DateOnly Month), long> _counts = [];

    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    /// <summary>Its place among those of one parent.</summary>
    public int Number { get; set; }

    /// <summary>Standing organisations, itself among them.</summary>
    public int Organisations { get; set; }

    /// <summary>Standing branches, itself among them where it is one.</summary>
    public int Branches { get; set; }

    /// <summary>How many of a measure or of the duties in these months, first to last.</summary>
    public long Sum(string name, DateOnly from, DateOnly to)
    {
        var sum = 0L;
        for (var month = from; month <= to; month = month.AddMonths(1))
        {
            sum += _counts.GetValueOrDefault((name, month));
        }
        return sum;
    }

    internal void Add(string name, DateOnly month, long count) => _counts[(name, month)] = _counts.GetValueOrDefault((name, month)) + count;
}
