namespace Zhijian.Modules.Figures;

/// <summary>The same numbers as <see cref="TraceSql"/> keeps by increments, computed in whole sets from traces and obligations.</summary>
internal static class RebuildSql
{
    /// <summary>Where all rows are joined, one by one is never the way, whatever the planner believes of tables it does not know yet.</summary>
    public const string AllRows = "set local enable_nestloop = off; set local work_mem = '128MB'";

    public const string SomeRows = "set local enable_nestloop = on; set local work_mem to default";

    /// <summary>Every period a day falls into, so that what was held meets its duty by equality: a comparison of ranges for all rows took minutes.</summary>
    private const string Periods =
        "cross join lateral (values ('Month', date_trunc('month', t.held_on)::date), ('Quarter', date_trunc('quarter', t.held_on)::date), ('Year', date_trunc('year', t.held_on)::date)) as p(period_kind, period_start)";

    private const string Recounted =
        $"""
        select o.id, o.expected, o.excused_at, o.met as noted_met, o.in_review as noted_in_review, o.excused as noted_excused,
          least(o.expected, coalesce(f.n, 0))::int as met, least(o.expected - least(o.expected, coalesce(f.n, 0)), coalesce(w.n, 0))::int as in_review
        from obligation o
        left join (select t.owed_by, t.kind, p.period_kind, p.period_start, count(distinct t.record_id) as n from trace t {Periods}
                   where t.reversed_at is null and (@organisationId::uuid is null or t.owed_by = @organisationId) group by 1, 2, 3, 4) f
          on f.owed_by = o.organisation_id and f.kind = o.kind and f.period_kind = o.period_kind and f.period_start = o.period_start
        left join (select t.owed_by, t.kind, p.period_kind, p.period_start, count(distinct t.subject_id) as n from standing t {Periods}
                   where t.state = 'InReview' and (@organisationId::uuid is null or t.owed_by = @organisationId) group by 1, 2, 3, 4) w
          on w.owed_by = o.organisation_id and w.kind = o.kind and w.period_kind = o.period_kind and w.period_start = o.period_start
        where o.month between @from and @to and (@organisationId::uuid is null or o.organisation_id = @organisationId)
        """;

    /// <summary>What each obligation of the months should say; only rows that say something else.</summary>
    public const string Wrong =
        $"""
        select id, met, in_review, excused from (select r.*, case when r.excused_at is null then 0 else r.expected - r.met - r.in_review end as excused from ({Recounted}) r) n
        where (noted_met, noted_in_review, noted_excused) is distinct from (met, in_review, excused)
        """;

    public const string Recount =
        $"""
        update obligation o set met = n.met, in_review = n.in_review, excused = n.excused,
          state = case when o.expected = 0 then 'NotApplicable' when n.met >= o.expected then 'Met' when o.excused_at is not null then 'Excused' else 'Open' end
        from ({Wrong}) n where n.id = o.id
        """;

    /// <summary>Sums of obligations for each organisation and month, for itself and all above it.</summary>
    public const string Sums =
        """
        select a.id as organisation_id, a.path, m.month, sum(m.expected)::int as expected, sum(m.met)::int as met, sum(m.in_review)::int as in_review, sum(m.excused)::int as excused,
          sum(case when a.id = m.organisation_id then m.expected - m.met - m.in_review - m.excused else 0 end)::int as own_open
        from (select organisation_id, path, month, sum(expected) as expected, sum(met) as met, sum(in_review) as in_review, sum(excused) as excused
              from obligation where month between @from and @to group by organisation_id, path, month) m
        cross join lateral unnest(string_to_array(rtrim(m.path, '.'), '.')::int[]) as n(number)
        join organisation a on a.number = n.number
        group by a.id, a.path, m.month
        """;

    /// <summary>Writes the sums of the months.</summary>
    public const string SumObligations =
        $"""
        insert into obligation_month as o (organisation_id, path, month, expected, met, in_review, excused, own_open)
        select s.* from ({Sums}) s
        order by s.organisation_id, s.month
        on conflict (organisation_id, month) do update set {PutSums}
        """;

    private const string PutSums =
        """
        path = excluded.path, expected = excluded.expected, met = excluded.met, in_review = excluded.in_review, excused = excluded.excused, own_open = excluded.own_open
        where (o.path, o.expected, o.met, o.in_review, o.excused, o.own_open) is distinct from (excluded.path, excluded.expected, excluded.met, excluded.in_review, excluded.excused, excluded.own_open)
        """;

    /// <summary>The sums of one place from its own obligations and the sums of those directly below it, which must be right already. Parameter: @place, its path.</summary>
    public const string SumPlace =
        $"""
        with place as (select id, path from organisation where path = @place collate "C"),
        should as materialized (
          select p.id as organisation_id, p.path, m.month, sum(m.expected)::int as expected, sum(m.met)::int as met, sum(m.in_review)::int as in_review, sum(m.excused)::int as excused, sum(m.own_open)::int as own_open
          from place p cross join lateral (
            select month, expected, met, in_review, excused, expected - met - in_review - excused as own_open from obligation where organisation_id = p.id
            union all
            select s.month, s.expected, s.met, s.in_review, s.excused, 0 from obligation_month s join organisation c on c.id = s.organisation_id where c.parent_id = p.id) m
          group by p.id, p.path, m.month),
        gone as (delete from obligation_month m using place p where m.organisation_id = p.id and not exists (select 1 from should s where s.month = m.month))
        insert into obligation_month as o (organisation_id, path, month, expected, met, in_review, excused, own_open)
        select * from should
        on conflict (organisation_id, month) do update set {PutSums}
        """;

    /// <summary>What stands below each organisation and how many of those are late. Parameters: @lateFrom, @lateMonth.</summary>
    public const string Overview =
        """
        select a.id as organisation_id, a.path, @lateMonth::date as month, count(*) filter (where o.dissolved_on is null)::int as organisations,
          count(*) filter (where o.dissolved_on is null and o.kind = 'GeneralBranch')::int as general_branches,
          count(*) filter (where o.dissolved_on is null and o.kind not in ('UniversityCommittee', 'CollegeCommittee', 'GeneralBranch'))::int as branches,
          count(l.organisation_id)::int as late, coalesce(max(case when a.id = o.id and l.organisation_id is not null then 1 end), 0) as own_late
        from organisation o
        cross join lateral unnest(string_to_array(rtrim(o.path, '.'), '.')::int[]) as n(number)
        join organisation a on a.number = n.number
        left join (select distinct organisation_id from obligation_month where month >= @lateFrom and month < @lateMonth and own_open > 0) l on l.organisation_id = o.id and o.dissolved_on is null
        where o.kind <> 'PartyGroup'
        group by a.id, a.path
        """;

    private const string OverviewColumns = "organisations, general_branches, branches, late, own_late";

    /// <summary>Rows of this month that say something else.</summary>
    public const string OverviewWrong =
        $"""
        select count(*)::int from ({Overview}) s left join overview_sum h using (organisation_id)
        where h.month = s.month and (h.path, h.organisations, h.general_branches, h.branches, h.late, h.own_late) is distinct from (s.path, s.organisations, s.general_branches, s.branches, s.late, s.own_late)
        """;

    /// <summary>Writes them; a row of an earlier month becomes one of this month.</summary>
    public const string PutOverview =
        $"""
        lock table overview_sum in exclusive mode;
        insert into overview_sum as h (organisation_id, path, month, {OverviewColumns}) select * from ({Overview}) s order by s.organisation_id
        on conflict (organisation_id) do update set path = excluded.path, month = excluded.month, organisations = excluded.organisations, general_branches = excluded.general_branches,
          branches = excluded.branches, late = excluded.late, own_late = excluded.own_late
        where (h.path, h.month, h.organisations, h.general_branches, h.branches, h.late, h.own_late) is distinct from
          (excluded.path, excluded.month, excluded.organisations, excluded.general_branches, excluded.branches, excluded.late, excluded.own_late)
        """;

    /// <summary>Counts of records for each organisation, kind and month: each record once at every organisation in whose subtree it was held.</summary>
    public const string Figures =
        """
        select a.id as organisation_id, a.path, c.month, c.kind, count(distinct c.subject_id) filter (where c.filed)::int as filed, count(distinct c.subject_id) filter (where not c.filed)::int as in_review
        from (select path, kind, month, record_id as subject_id, true as filed from trace where reversed_at is null
              union all
              select path, kind, date_trunc('month', held_on)::date, subject_id, false from standing where state = 'InReview') c
        cross join lateral unnest(string_to_array(rtrim(c.path, '.'), '.')::int[]) as n(number)
        join organisation a on a.number = n.number
        group by a.id, a.path, c.month, c.kind
        """;

    /// <summary>The same counts for some places only, from what stands below them now. Parameter: @places, their paths.</summary>
    public const string CountPlaces =
        """
        with should as materialized (
          select a.id as organisation_id, a.path, c.month, c.kind, count(distinct c.subject_id) filter (where c.filed)::int as filed, count(distinct c.subject_id) filter (where not c.filed)::int as in_review
          from organisation a cross join lateral (
            select t.kind, t.month, t.record_id as subject_id, true as filed from trace t where t.path >= a.path and t.path < a.path || '~' and t.reversed_at is null
            union all
            select s.kind, date_trunc('month', s.held_on)::date, s.subject_id, false from standing s where s.path >= a.path and s.path < a.path || '~' and s.state = 'InReview') c
          where a.path = any(@places::text[])
          group by a.id, a.path, c.month, c.kind),
        gone as (
          delete from figure_month f using organisation a
          where a.path = any(@places::text[]) and f.organisation_id = a.id and not exists (select 1 from should s where s.organisation_id = f.organisation_id and s.month = f.month and s.kind = f.kind))
        insert into figure_month as f (organisation_id, path, month, kind, filed, in_review)
        select organisation_id, path, month, kind, filed, in_review from should
        on conflict (organisation_id, month, kind) do update set path = excluded.path, filed = excluded.filed, in_review = excluded.in_review
        where (f.path, f.filed, f.in_review) is distinct from (excluded.path, excluded.filed, excluded.in_review)
        """;
}
