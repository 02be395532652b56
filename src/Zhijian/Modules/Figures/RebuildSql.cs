namespace Zhijian.Modules.Figures;

/// <summary>The same numbers as <see cref="TraceSql"/> keeps by increments, computed in whole sets from traces and obligations.</summary>
internal static class RebuildSql
{
    private const string Recounted =
        """
        select o.id, least(o.expected, coalesce(f.n, 0))::int as met, least(o.expected - least(o.expected, coalesce(f.n, 0)), coalesce(w.n, 0))::int as in_review
        from obligation o
        left join (select o.id, count(distinct t.record_id) as n from obligation o
                   join trace t on t.owed_by = o.organisation_id and t.kind = o.kind and t.held_on between o.period_start and o.period_end and t.reversed_at is null
                   where o.month between @from and @to and (@organisationId::uuid is null or o.organisation_id = @organisationId) group by o.id) f on f.id = o.id
        left join (select o.id, count(distinct s.subject_id) as n from standing s
                   join obligation o on s.owed_by = o.organisation_id and s.kind = o.kind and s.held_on between o.period_start and o.period_end
                   where s.state = 'InReview' and o.month between @from and @to group by o.id) w on w.id = o.id
        where o.month between @from and @to and (@organisationId::uuid is null or o.organisation_id = @organisationId)
        """;

    /// <summary>What each obligation of the months should say; only rows that say something else.</summary>
    public const string Wrong =
        $"""
        select o.id, n.met, n.in_review, case when o.excused_at is null then 0 else o.expected - n.met - n.in_review end as excused
        from obligation o join ({Recounted}) n on n.id = o.id
        where (o.met, o.in_review, o.excused) is distinct from (n.met, n.in_review, case when o.excused_at is null then 0 else o.expected - n.met - n.in_review end)
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

    /// <summary>Writes the sums of the months; for one organisation, only its own and those above it.</summary>
    public const string SumObligations =
        $"""
        insert into obligation_month as o (organisation_id, path, month, expected, met, in_review, excused, own_open)
        select s.* from ({Sums}) s
        where @organisationId::uuid is null or starts_with((select path from organisation where id = @organisationId), s.path)
        order by s.organisation_id, s.month
        on conflict (organisation_id, month) do update set expected = excluded.expected, met = excluded.met, in_review = excluded.in_review, excused = excluded.excused, own_open = excluded.own_open
        where (o.expected, o.met, o.in_review, o.excused, o.own_open) is distinct from (excluded.expected, excluded.met, excluded.in_review, excluded.excused, excluded.own_open)
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
}
