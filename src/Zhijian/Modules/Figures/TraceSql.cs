namespace Zhijian.Modules.Figures;

/// <summary>The statements that keep counts and obligations in step with the traces. All run as the system actor of the figures.</summary>
internal static class TraceSql
{
    /// <summary>One row per participant; a Party group's meeting counts for the duty of its branch.</summary>
    public const string PutStanding =
        """
        insert into standing(subject_id, organisation_id, path, owed_by, kind, title, starts_at, held_on, state, record_id)
        select @SubjectId, p.id, p.path, coalesce((select o.parent_id from organisation o where o.id = p.id and o.kind = 'PartyGroup'), p.id), @kind, @title, @startsAt, @heldOn, @state, @recordId
        from unnest(@organisations, @paths) as p(id, path) order by p.id
        on conflict (subject_id, organisation_id) do update set path = excluded.path, kind = excluded.kind, title = excluded.title, starts_at = excluded.starts_at,
          held_on = excluded.held_on, record_id = excluded.record_id, state = case when excluded.state = 'Planned' then standing.state else excluded.state end
        """;

    public const string PutTraces =
        """
        insert into trace(id, path, organisation_id, owed_by, kind, title, record_id, subject_id, held_on, month, filed_at)
        select p.trace_id, p.path, p.id, coalesce((select o.parent_id from organisation o where o.id = p.id and o.kind = 'PartyGroup'), p.id), @kind, @title, @recordId, @SubjectId, @heldOn, @month, @filedAt
        from unnest(@ids, @organisations, @paths) as p(trace_id, id, path)
        on conflict (record_id, organisation_id) where reversed_at is null do nothing
        """;

    private const string InBulk =
        """
        with p as materialized (
          select r.*, coalesce(g.parent_id, r.id) as owed_by
          from unnest(@ids, @organisations, @paths, @kinds, @titles, @records, @subjects, @days, @starts, @filed) as r(trace_id, id, path, kind, title, record_id, subject_id, held_on, starts_at, filed_at)
          left join organisation g on g.id = r.id and g.kind = 'PartyGroup'),
        stood as (
          insert into standing(subject_id, organisation_id, path, owed_by, kind, title, starts_at, held_on, state, record_id)
          select subject_id, id, path, owed_by, kind, title, starts_at, held_on, 'Filed', record_id from p
        """;

    private const string TracesInBulk =
        """
        ), traced as (
          insert into trace(id, path, organisation_id, owed_by, kind, title, record_id, subject_id, held_on, month, filed_at)
          select trace_id, path, id, owed_by, kind, title, record_id, subject_id, held_on, date_trunc('month', held_on)::date, filed_at from p
        """;

    public const string PutInBulk =
        $"""
        {InBulk} on conflict (subject_id, organisation_id) do update set state = 'Filed', record_id = excluded.record_id
        {TracesInBulk} on conflict (record_id, organisation_id) where reversed_at is null do nothing)
        select 0
        """;

    /// <summary>The same where nothing stands yet and the keys stand aside.</summary>
    public const string PutInBulkIntoEmpty = $"{InBulk} {TracesInBulk}) select 0";

    public const string PutUnderway =
        """
        insert into standing(subject_id, organisation_id, path, owed_by, kind, title, starts_at, held_on, state, record_id)
        select r.subject_id, r.id, r.path, coalesce(g.parent_id, r.id), r.kind, r.title, r.starts_at, r.held_on, r.state, r.record_id
        from unnest(@organisations, @paths, @kinds, @titles, @records, @subjects, @days, @starts, @states) as r(id, path, kind, title, record_id, subject_id, held_on, starts_at, state)
        left join organisation g on g.id = r.id and g.kind = 'PartyGroup'
        """;

    /// <summary>In the order of the key, so that two filings at once wait for each other instead of blocking each other.</summary>
    public const string AddFigures =
        """
        insert into figure_month(organisation_id, path, month, kind, filed, in_review)
        select o.id, o.path, d.month, d.kind, d.filed, d.in_review
        from unnest(@paths, @kinds, @months, @filed, @inReview) as d(path, kind, month, filed, in_review)
        join organisation o on o.path = d.path collate "C"
        order by o.id, d.month, d.kind
        on conflict (organisation_id, month, kind) do update set filed = figure_month.filed + excluded.filed, in_review = figure_month.in_review + excluded.in_review;
        """;

    private const string FiledFor =
        "(select count(distinct t.record_id) from trace t where t.owed_by = o.organisation_id and t.kind = o.kind and t.held_on between o.period_start and o.period_end and t.reversed_at is null)";

    private const string InReviewFor =
        "(select count(distinct s.subject_id) from standing s where s.owed_by = o.organisation_id and s.kind = o.kind and s.held_on between o.period_start and o.period_end and s.state = 'InReview')";

    private const string StateNow =
        "case when o.expected = 0 then 'NotApplicable' when n.met >= o.expected then 'Met' when o.excused_at is not null then 'Excused' else 'Open' end";

    /// <summary>Adds the differences to the organisation that owes and to all above it.</summary>
    private const string AddSums =
        """
        insert into obligation_month(organisation_id, path, month, expected, met, in_review, excused, own_open)
        select a.id, a.path, d.month, sum(d.expected), sum(d.met), sum(d.in_review), sum(d.excused),
          sum(case when a.id = d.organisation_id then d.expected - d.met - d.in_review - d.excused else 0 end)
        from delta d cross join lateral unnest(string_to_array(rtrim(d.path, '.'), '.')::int[]) as n(number) join organisation a on a.number = n.number
        group by a.id, a.path, d.month order by a.id, d.month
        on conflict (organisation_id, month) do update set expected = obligation_month.expected + excluded.expected, met = obligation_month.met + excluded.met,
          in_review = obligation_month.in_review + excluded.in_review, excused = obligation_month.excused + excluded.excused, own_open = obligation_month.own_open + excluded.own_open
        """;

    private const string Recount =
        $"""
        old as (
          select o.*, least(o.expected, {FiledFor})::int as new_met, {InReviewFor}::int as waiting
          from obligation o where o.id in (select id from chosen)),
        n as (
          select old.id, new_met as met, least(expected - new_met, waiting) as in_review,
            case when excused_at is null then 0 else expected - new_met - least(expected - new_met, waiting) end as excused
          from old),
        saved as (
          update obligation o set met = n.met, in_review = n.in_review, excused = n.excused, state = {StateNow}
          from n where n.id = o.id and (o.met, o.in_review, o.excused) is distinct from (n.met, n.in_review, n.excused)),
        delta as (
          select old.organisation_id, old.path, old.month, 0 as expected, n.met - old.met as met, n.in_review - old.in_review as in_review, n.excused - old.excused as excused
          from old join n using (id) where (old.met, old.in_review, old.excused) is distinct from (n.met, n.in_review, n.excused))
        """;

    /// <summary>The duties of these organisations, kinds and days are counted anew; locked first, so that two filings at once both count.</summary>
    public const string RecountOwed =
        $"""
        select o.id from obligation o join unnest(@owers, @owedKinds, @owedDays) as w(id, kind, held_on) on w.id = o.organisation_id and w.kind = o.kind and w.held_on between o.period_start and o.period_end
        order by o.id for update of o;
        with chosen as (
          select o.id from obligation o join unnest(@owers, @owedKinds, @owedDays) as w(id, kind, held_on) on w.id = o.organisation_id and w.kind = o.kind and w.held_on between o.period_start and o.period_end),
        {Recount}
        {AddSums}{Late}
        """;

    /// <summary>Whether these organisations became late or caught up; carried to all above them. One after the other for the same organisation.</summary>
    private const string Late =
        """
        ;
        select organisation_id from overview_sum where organisation_id = any(@owers) order by organisation_id for update;
        with changed as (
          select o.id, o.path, s.own_late, case when o.dissolved_on is null and exists (
              select 1 from obligation_month m where m.organisation_id = o.id and m.month >= @lateFrom and m.month < @lateMonth and m.own_open > 0) then 1 else 0 end - s.own_late as late
          from organisation o join overview_sum s on s.organisation_id = o.id and s.month = @lateMonth where o.id = any(@owers))
        update overview_sum s set late = s.late + d.late, own_late = s.own_late + d.own
        from (select a.id, sum(c.late)::int as late, sum(case when a.id = c.id then c.late else 0 end)::int as own
              from changed c cross join lateral unnest(string_to_array(rtrim(c.path, '.'), '.')::int[]) as n(number) join organisation a on a.number = n.number
              where c.late <> 0 group by a.id) d
        where s.organisation_id = d.id and s.month = @lateMonth
        """;

    /// <summary>The same for one obligation.</summary>
    public const string RecountOne =
        $"""
        select id from obligation where id = @id for update;
        with chosen as (select id from obligation where id = @id),
        {Recount}
        {AddSums}{Late}
        """;
}
