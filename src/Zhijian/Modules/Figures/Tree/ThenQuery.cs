using Zhijian.Modules.Figures.Duties;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>An organisation's figures as they stood on a past day, over the tree of that day: nothing that came later changes them.</summary>
public sealed class ThenQuery(Fence fence, DutiesThenQuery duties, InstitutionTime institution)
{
    /// <summary>Whether a trace was in the files at the end of the day.</summary>
    internal static string FiledThen(string trace) => $"{trace}.filed_at < @end and ({trace}.reversed_at is null or {trace}.reversed_at >= @end)";

    /// <summary>Sums, months, duties and the rows directly below; null where the organisation did not stand yet. Gaps are named only where the actor may see the organisation today.</summary>
    public async Task<OverviewThen?> Of(Party place, FigureSpan span, Actor actor, CancellationToken cancel)
    {
        var owed = await duties.Of(place, span, cancel);
        // Organisations that were below then and are elsewhere today count for that day; only their names and sums leave this block.
        using (fence.As(SystemActors.Figures))
        {
            using var sets = await fence.Sets(
                FiguresQuery.TreeThen("select name from tree where organisation_id = @OrganisationId and stands")
                + FiguresQuery.TreeThen(
                    """
                    select count(*)::int as Organisations, count(*) filter (where kind = 'GeneralBranch')::int as GeneralBranches,
                      count(*) filter (where kind not in ('UniversityCommittee', 'CollegeCommittee', 'GeneralBranch'))::int as Branches
                    from tree where stands and kind <> 'PartyGroup'
                    """)
                + FiguresQuery.TreeThen(
                    $"""
                    select t.month as MonthStart, t.kind, count(distinct t.record_id)::int as Filed from trace t join tree using (organisation_id)
                    where {FiledThen("t")} and t.month >= @from group by t.month, t.kind
                    """)
                + FiguresQuery.TreeThen("select organisation_id as Id, name, kind, path as PathToday, path_then as PathThen from tree where stands and parent_id = @OrganisationId and kind <> 'PartyGroup' order by number")
                + FiguresQuery.TreeThen(
                    $"""
                    select c.organisation_id as Id, t.kind, count(distinct t.record_id)::int as Filed
                    from (select organisation_id, path_then from tree where parent_id = @OrganisationId and kind <> 'PartyGroup') c
                    join tree on starts_with(tree.path_then, c.path_then) join trace t on t.organisation_id = tree.organisation_id
                    where {FiledThen("t")} and t.held_on >= @sumsFrom group by c.organisation_id, t.kind
                    """),
                new { place.OrganisationId, day = span.Today, from = span.From, sumsFrom = span.SumsFrom, end = institution.At(span.Today.AddDays(1), TimeOnly.MinValue) }, cancel);
            if (await sets.ReadFirstOrDefaultAsync<string>() is not { } name)
            {
                return null;
            }
            var standing = await sets.ReadSingleAsync<Overview.Standings>();
            var filed = (await sets.ReadAsync<MonthRow>()).Select(r => new MonthCount(r.MonthStart, FigureKind.Parse(r.Kind), r.Filed)).ToList();
            var below = (await sets.ReadAsync<RowThen>()).ToList();
            var counts = (await sets.ReadAsync<KindRow>()).ToLookup(r => r.Id);
            foreach (var row in below)
            {
                row.Filed = counts[row.Id].ToDictionary(r => FigureKind.Parse(r.Kind), r => r.Filed);
            }
            return new OverviewThen(name, new Overview
            {
                OrganisationCount = standing.Organisations,
                GeneralBranches = standing.GeneralBranches,
                Branches = standing.Branches,
                Filed = filed,
                Late = owed.Where(d => d.Owner.Stands && d.Row.Open > 0 && d.Row.DueOn < span.Month).Select(d => d.Owner.Id).Distinct().Count(),
                Own = Heat(new RowThen { Id = place.OrganisationId, Name = name, PathToday = place.Path }, owed),
                Below = [.. below.Select(row => Heat(row, owed))],
                Missing = [.. owed.Where(d => d.Row.On(span.Today) == DutyStanding.Missing && actor.May(FigureActs.See, d.Row.Path)).Take(Overview.MissingShown).Select(d => d.Row)],
            }, below);
        }
    }

    /// <summary>The duties of an organisation and everything that stood below it, month by month.</summary>
    private static HeatRow Heat(RowThen row, IEnumerable<DutyThen> owed)
    {
        var months = owed.Where(d => d.Owner.PathThen.StartsWith(row.PathThen, StringComparison.Ordinal)).GroupBy(d => TreePath.MonthOf(d.Row.DueOn)).ToList();
        return new HeatRow
        {
            Id = row.Id,
            Path = row.PathToday,
            Name = row.Name,
            Kind = row.Kind,
            Months = [.. months.Select(m => HeatRow.NumberOf(m.Key))],
            Expected = [.. months.Select(m => m.Sum(d => d.Row.Expected))],
            Met = [.. months.Select(m => m.Sum(d => d.Row.Met))],
            InReview = [.. months.Select(_ => 0)],
            Excused = [.. months.Select(m => m.Sum(d => d.Row.Excused))],
        };
    }

    /// <summary>The organisations of the tree of that day, at and below a place: ids only, the rows behind them are asked for in the reader's own scope.</summary>
    public async Task<Guid[]> Tree(Party place, DateOnly day, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Figures))
        {
            return [.. await fence.Rows<Guid>(FiguresQuery.TreeThen("select organisation_id from tree"), new { place.OrganisationId, day }, cancel)];
        }
    }

    private sealed class MonthRow
    {
        public DateOnly MonthStart { get; set; }

        public string Kind { get; set; } = "";

        public int Filed { get; set; }
    }

    private sealed class KindRow
    {
        public Guid Id { get; set; }

        public string Kind { get; set; } = "";

        public int Filed { get; set; }
    }
}

/// <summary>An organisation on a past day: its name then, its sums, and what stood directly below it.</summary>
public sealed record OverviewThen(string Name, Overview Sums, IReadOnlyList<RowThen> Below);

/// <summary>One organisation of the tree of a past day with what was filed by then.</summary>
public sealed class RowThen
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    /// <summary>Where it stands today: whoever may see it there can open its rows.</summary>
    public string PathToday { get; set; } = "";

    /// <summary>Where it stood that day.</summary>
    public string PathThen { get; set; } = "";

    public IReadOnlyDictionary<FigureKind, int> Filed { get; set; } = new Dictionary<FigureKind, int>();

    public int this[Measure measure] => measure.Kinds.Sum(kind => Filed.GetValueOrDefault(kind));
}
