using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>
/// The duties of a past day at an organisation and everything that stood below it then, worked out anew from what is kept of that day: the tree's versions, the posts,
/// the rules, the excuses and the traces filed by then. What was in review that day was not filed and counts as open.
/// </summary>
public sealed class DutiesThenQuery(Fence fence, Rulebook rulebook, InstitutionTime institution)
{
    /// <summary>The duties of the day as a list, all of a month or those missing that day: rows of organisations that the actor may see today, and how many stay with others.</summary>
    public async Task<(Listing<MissingRow> Rows, int Elsewhere)> Page(Party place, FigureSpan span, DateOnly? month, bool onlyMissing, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var owed = month is { } one ? await Of(place, span.Today, one, one, cancel) : await Of(place, span, cancel);
        var asked = owed.Select(d => d.Row).Where(row => !onlyMissing || row.On(span.Today) == DutyStanding.Missing).ToList();
        var mine = asked.FindAll(row => actor.May(FigureActs.See, row.Path));
        var start = int.TryParse(Cursor.Read(after, 1)?[0], CultureInfo.InvariantCulture, out var at) && at > 0 ? Math.Min(at, mine.Count) : 0;
        return (Listing.Of(mine[start..Math.Min(start + size + 1, mine.Count)], size, _ => Cursor.Of(start + size)), asked.Count - mine.Count);
    }

    /// <summary>The duties due in the twelve months up to the day's own.</summary>
    internal Task<List<DutyThen>> Of(Party place, FigureSpan span, CancellationToken cancel) => Of(place, span.Today, span.From, span.Month, cancel);

    /// <summary>The duties due from one month to another, longest due first.</summary>
    private async Task<List<DutyThen>> Of(Party place, DateOnly day, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        // Organisations that were below then and are elsewhere today count for that day; what is shown of them is decided by who asks.
        using var widened = fence.As(SystemActors.Figures);
        using var sets = await fence.Sets(
            FiguresQuery.TreeThen(
                """
                select t.organisation_id as Id, t.parent_id as ParentId, t.number, t.name, t.path_then as PathThen, t.path as PathToday, t.stands, o.founded_on as FoundedOn, case when o.dissolved_on <= @day then o.dissolved_on end as DissolvedOn
                from tree t join organisation o on o.id = t.organisation_id where t.kind <> 'PartyGroup'
                """)
            + FiguresQuery.TreeThen("""select v.organisation_id as Id, v.kind as What, v.valid_from as "From", v.valid_until as Until from organisation_version v join tree t using (organisation_id) where v.valid_from <= @day""")
            + FiguresQuery.TreeThen(
                """
                select v.parent_id as Id, v.valid_from as "From", least(v.valid_until, o.dissolved_on) as Until
                from organisation_version v join organisation o on o.id = v.organisation_id join tree t on t.organisation_id = v.parent_id where v.kind = 'PartyGroup' and v.valid_from <= @day
                """)
            + FiguresQuery.TreeThen($"""select h.organisation_id as Id, h."from" as "From", h.until from post_holding h join tree t using (organisation_id) where h.post in {ObligationBook.CommitteePosts} and h."from" <= @day""")
            + FiguresQuery.TreeThen(
                $"""
                select r.owed_by as Id, r.kind, r.month, count(distinct r.record_id)::int as count from trace r join tree t on t.organisation_id = r.owed_by
                where {Tree.ThenQuery.FiledThen("r")} and r.month between @yearStart and @to group by r.owed_by, r.kind, r.month
                """)
            + FiguresQuery.TreeThen(
                """
                select b.organisation_id as Id, b.rule, b.period_start as PeriodStart, b.excused_why as Why, b.excused_by_name as ByName from obligation b join tree t using (organisation_id)
                where b.excused_at < @end and b.due_on >= @from
                """)
            + "select coalesce(min(due_on), 'infinity') from obligation",
            new { place.OrganisationId, day, from, to, yearStart = new DateOnly(from.Year, 1, 1), end = institution.At(day.AddDays(1), TimeOnly.MinValue) }, cancel);
        var sources = new DutySources(
            [.. await sets.ReadAsync<OwnerThen>()], [.. await sets.ReadAsync<SpanThen>()], [.. await sets.ReadAsync<SpanThen>()], [.. await sets.ReadAsync<SpanThen>()],
            [.. await sets.ReadAsync<FiledThen>()], [.. await sets.ReadAsync<ExcuseThen>()], await sets.ReadSingleAsync<DateOnly>());
        var duties = new DutiesThen(rulebook, day, sources);
        return [.. Months(from, to).SelectMany(duties.DueIn).OrderBy(d => d.Row.DueOn).ThenBy(d => d.Owner.Number).ThenBy(d => d.Row.Rule, StringComparer.Ordinal)];
    }

    private static IEnumerable<DateOnly> Months(DateOnly from, DateOnly to)
    {
        for (var month = from; month <= to; month = month.AddMonths(1))
        {
            yield return month;
        }
    }
}
