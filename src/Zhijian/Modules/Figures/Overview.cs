using Dapper;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>What the home of a general branch or committee says in numbers: all of it from sums, none of it by counting records.</summary>
public sealed class Overview
{
    /// <summary>How many rows of the tree come at once.</summary>
    public const int RowsAtOnce = 24;

    /// <summary>How many of the missing are named beside the tree.</summary>
    internal const int MissingShown = 6;

    // Counted only until the sums of this month exist.
    private const string Standing = "o.kind <> 'PartyGroup' and o.dissolved_on is null";

    /// <summary>
    /// One text for the page's one round trip; <see cref="Read"/> takes its four result sets. Parameters: @organisation, @path, @today,
    /// @from (first month shown), @month (this month). The whole institution asks without a range of paths: the fence says the same, and a text
    /// without ranges keeps its plan.
    /// </summary>
    public static string SqlAt(string path) => path == FencedScope.WholeInstitution ? AtTheTop : AtOrganisation;

    private static readonly string AtOrganisation = Sql(table => $"{table}.path >= @path and {table}.path < @path || '~' and ");
    private static readonly string AtTheTop = Sql(_ => "");

    private static string Sql(Func<string, string> inside) =>
        $"""
        select coalesce(s.organisations, (select count(*)::int from organisation o where {inside("o")}{Standing})) as Organisations, coalesce(s.general_branches, (select count(*)::int from organisation o where {inside("o")}{Standing} and o.kind = 'GeneralBranch')) as GeneralBranches,
          coalesce(s.branches, (select count(*)::int from organisation o where {inside("o")}{Standing} and o.kind not in ('UniversityCommittee', 'CollegeCommittee', 'GeneralBranch'))) as Branches,
          coalesce(s.late, (select count(distinct m.organisation_id)::int from obligation_month m join organisation o on o.id = m.organisation_id and o.dissolved_on is null
            where m.month >= @from and m.month < @month and {inside("m")}m.own_open > 0)) as Late
        from (select 1) one left join overview_sum s on s.organisation_id = @organisation and s.month = @month;
        select {Month("month")} as month, kind, filed from figure_month where organisation_id = @organisation and month between @from and @month;
        {HeatRows("(o.id = @organisation or (o.parent_id = @organisation and o.dissolved_on is null and o.kind <> 'PartyGroup'))", RowsAtOnce + 2, "o.id <> @organisation, o.number")};
        {MissingRows($"b.due_on < @today and b.due_on >= @from and {inside("b")}{MissingRow.IsOpen}", MissingShown)};
        """;

    /// <summary>Organisations that stand, without Party groups.</summary>
    public required int OrganisationCount { get; init; }

    public required int GeneralBranches { get; init; }

    public required int Branches { get; init; }

    /// <summary>Filed records by month and kind.</summary>
    public required IReadOnlyList<MonthCount> Filed { get; init; }

    /// <summary>Organisations that still owe something of a finished month.</summary>
    public required int Late { get; init; }

    /// <summary>The organisation's own row, with the sums of everything below.</summary>
    public required HeatRow? Own { get; init; }

    /// <summary>The organisations directly below, one more than shown where there are more.</summary>
    public required IReadOnlyList<HeatRow> Below { get; set; }

    /// <summary>What has been missing longest.</summary>
    public required IReadOnlyList<MissingRow> Missing { get; init; }

    /// <summary>Every organisation of a small tree in its order, one more than fits where there are more; for the wall. Parameters as <see cref="Sql"/>.</summary>
    public static string WholeTree(int most) => HeatRows("o.path >= @path and o.path < @path || '~' and o.dissolved_on is null and o.kind <> 'PartyGroup'", most + 1, "o.path");

    /// <summary>The sum of a measure since a month; null where it has no source.</summary>
    public long? Sum(Measure measure, DateOnly from) =>
        measure.HasSource ? Filed.Where(f => f.MonthStart >= from && measure.Kinds.Contains(f.Kind)).Sum(f => (long)f.Filed) : null;

    /// <summary>The measure's value in one month.</summary>
    public long In(Measure measure, DateOnly month) => Filed.Where(f => f.MonthStart == month && measure.Kinds.Contains(f.Kind)).Sum(f => (long)f.Filed);

    public static async Task<Overview> Read(SqlMapper.GridReader sets)
    {
        var standing = await sets.ReadSingleAsync<Standings>();
        var filed = await sets.ReadAsync<FigureRow>();
        var rows = (await sets.ReadAsync<HeatRow>()).AsList();
        return new Overview
        {
            OrganisationCount = standing.Organisations,
            GeneralBranches = standing.GeneralBranches,
            Branches = standing.Branches,
            Late = standing.Late,
            Filed = [.. filed.Select(r => new MonthCount(HeatRow.MonthAt(r.Month), FigureKind.Parse(r.Kind), r.Filed))],
            Own = rows.FirstOrDefault(),
            Below = [.. rows.Skip(1)],
            Missing = (await sets.ReadAsync<MissingRow>()).AsList(),
        };
    }

    /// <summary>Rows of the heat map: one per organisation, its months as parallel lists.</summary>
    internal static string HeatRows(string which, int most, string order = "o.number") =>
        $"""
        select o.id, o.path, o.name, o.kind, o.number,
          exists (select 1 from organisation c where c.parent_id = o.id and c.kind <> 'PartyGroup' and c.dissolved_on is null) as HasBelow,
          m.months, m.expected, m.met, m.in_review as InReview, m.excused
        from (select o.id, o.path, o.name, o.kind, o.number from organisation o where {which} order by {order} limit {most}) o
        left join lateral (
          select array_agg({Month("month")}) as months, array_agg(expected) as expected, array_agg(met) as met, array_agg(in_review) as in_review, array_agg(excused) as excused
          from obligation_month where organisation_id = o.id and month between @from and @month) m on true
        order by {order}
        """;

    /// <summary>Obligations with something open, longest overdue first.</summary>
    internal static string MissingRows(string which, int most) =>
        $"""
        select b.id, b.organisation_id as OrganisationId, b.path, o.name as OrganisationName, b.kind, b.period_kind as PeriodKind, b.period_start as PeriodStart, b.due_on as DueOn,
          b.expected, b.met, b.in_review as InReview, b.excused, b.state, b.clause, b.pack, b.pack_version as PackVersion, b.rule, b.reason_key as ReasonKey, b.reason_values as ReasonValues, b.excused_why as ExcusedWhy, b.excused_by_name as ExcusedByName
        from obligation b join organisation o on o.id = b.organisation_id
        where {which} order by b.due_on, b.id limit {most}
        """;

    private static string Month(string column) => $"(extract(year from {column}) * 12 + extract(month from {column}) - 1)::int";

    internal sealed class Standings
    {
        public int Organisations { get; set; }

        public int GeneralBranches { get; set; }

        public int Branches { get; set; }

        public int Late { get; set; }
    }

    private sealed class FigureRow
    {
        public int Month { get; set; }

        public string Kind { get; set; } = "";

        public int Filed { get; set; }
    }
}

/// <summary>Filed records of a kind in a month.</summary>
public readonly record struct MonthCount(DateOnly MonthStart, FigureKind Kind, int Filed);

/// <summary>An organisation's obligations month by month: sums over itself and everything below.</summary>
public sealed class HeatRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    public int Number { get; set; }

    public bool HasBelow { get; set; }

    public int[]? Months { get; set; }

    public int[]? Expected { get; set; }

    public int[]? Met { get; set; }

    public int[]? InReview { get; set; }

    public int[]? Excused { get; set; }

    /// <summary>The cell of a month.</summary>
    public HeatCell this[DateOnly month]
    {
        get
        {
            var at = Months is null ? -1 : Array.IndexOf(Months, NumberOf(month));
            return at < 0 ? default : new HeatCell(Expected![at], Met![at], InReview![at], Excused![at]);
        }
    }

    internal static int NumberOf(DateOnly month) => (month.Year * 12) + month.Month - 1;

    internal static DateOnly MonthAt(int number) => new(number / 12, (number % 12) + 1, 1);
}

/// <summary>What is expected, filed, in review and excused in one month.</summary>
public readonly record struct HeatCell(int Expected, int Met, int InReview, int Excused)
{
    public int Open => Expected - Met - InReview - Excused;

    /// <summary>How the cell reads: nothing owed, a gap, all filed, all handed in, or still time.</summary>
    public HeatLevel Level(bool isOver) => this switch
    {
        { Expected: 0 } => HeatLevel.Nothing,
        { Open: > 0 } => isOver ? HeatLevel.Gap : HeatLevel.NotDue,
        { InReview: > 0 } => HeatLevel.InReview,
        _ => HeatLevel.Done,
    };
}

/// <summary>How a month of an organisation reads.</summary>
public enum HeatLevel
{
    Nothing,
    NotDue,
    InReview,
    Done,
    Gap,
}

/// <summary>An obligation as lists show it.</summary>
public sealed class MissingRow
{
    /// <summary>The condition of the index on open obligations.</summary>
    internal const string IsOpen = "b.expected > b.met + b.in_review + b.excused";

    public Guid Id { get; set; }

    public Guid OrganisationId { get; set; }

    public string Path { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public string Kind { get; set; } = "";

    public string PeriodKind { get; set; } = "";

    public DateOnly PeriodStart { get; set; }

    public DateOnly DueOn { get; set; }

    public int Expected { get; set; }

    public int Met { get; set; }

    public int InReview { get; set; }

    public int Excused { get; set; }

    public string State { get; set; } = "";

    public string Clause { get; set; } = "";

    public string Pack { get; set; } = "";

    public string PackVersion { get; set; } = "";

    public string Rule { get; set; } = "";

    public string ReasonKey { get; set; } = "";

    public string[] ReasonValues { get; set; } = [];

    public string? ExcusedWhy { get; set; }

    public string? ExcusedByName { get; set; }

    public ActivityKind Activity => Enum.Parse<ActivityKind>(Kind);

    public ReportingPeriod Period => ReportingPeriod.Containing(PeriodStart, Enum.Parse<PeriodKind>(PeriodKind));

    public int Open => Expected - Met - InReview - Excused;

    /// <summary>How it stands on a day.</summary>
    public DutyStanding On(DateOnly today) => this switch
    {
        { Expected: 0 } => DutyStanding.NotApplicable,
        { Open: > 0 } => today > DueOn ? DutyStanding.Missing : DutyStanding.Pending,
        { InReview: > 0 } => DutyStanding.InReview,
        { Excused: > 0 } => DutyStanding.Excused,
        _ => DutyStanding.Met,
    };
}

/// <summary>How an obligation stands on the day it is looked at.</summary>
public enum DutyStanding
{
    Met,
    InReview,
    Pending,
    Missing,
    Excused,
    NotApplicable,
}
