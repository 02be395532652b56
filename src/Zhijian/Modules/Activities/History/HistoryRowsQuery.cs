using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.History;

/// <summary>The rows of what was held, for lists that bring history: many at a time, each question one statement.</summary>
internal sealed class HistoryRowsQuery(Fence fence, InstitutionTime time)
{
    public async Task<IReadOnlyList<HeldActivity>> Held(IReadOnlyCollection<(Guid OrganisationId, ActivityKind Kind, DateOnly On)> asked, CancellationToken cancel)
    {
        if (asked.Count == 0)
        {
            return [];
        }
        var distinct = asked.Distinct().ToList();
        return await fence.Rows<HeldActivity>(
            """
            select a.id, a.organisation_id as OrganisationId, o.name as OrganisationName, a.kind, q.day as On, a.title, a.version
            from unnest(@organisations, @kinds, @days, @from, @until) as q(organisation, kind, day, starts, ends)
            join organisation o on o.id = q.organisation
            join activity a on a.path = o.path and a.starts_at >= q.starts and a.starts_at < q.ends and a.kind = q.kind and a.organisation_id = q.organisation and a.state <> 'Cancelled'
            order by a.id
            """,
            new
            {
                organisations = distinct.Select(d => d.OrganisationId).ToArray(), kinds = distinct.Select(d => d.Kind.ToString()).ToArray(), days = distinct.Select(d => d.On).ToArray(),
                from = distinct.Select(d => time.At(d.On, TimeOnly.MinValue).ToUniversalTime()).ToArray(), until = distinct.Select(d => time.At(d.On.AddDays(1), TimeOnly.MinValue).ToUniversalTime()).ToArray(),
            }, cancel);
    }

    public async Task<IReadOnlyDictionary<Guid, HeldActivity>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<HeldActivity>(
            """
            select a.id, a.organisation_id as OrganisationId, o.name as OrganisationName, a.kind, (a.starts_at at time zone @zone)::date as On, a.title, a.version
            from activity a join organisation o on o.id = a.organisation_id where a.id = any(@ids)
            """, new { ids = ids.ToArray(), zone = time.Zone.Id }, cancel);
        return rows.ToDictionary(r => r.Id);
    }

    /// <summary>The next numbers of each organisation, year and kind, in the order asked.</summary>
    public async Task<IReadOnlyList<string>> Numbers(IReadOnlyList<(Guid OrganisationId, string Path, ActivityKind Kind, int Year)> asked, CancellationToken cancel)
    {
        Dictionary<(Guid, ActivityKind, int), int> last = [];
        var wanted = asked.GroupBy(a => a).ToList();
        var given = await fence.Rows<Given>(
            """
            insert into record_number as n (organisation_id, year, kind, path, last)
            select q.organisation, q.year, q.kind, q.path, q.wanted from unnest(@organisations, @years, @kinds, @paths, @wanted) as q(organisation, year, kind, path, wanted)
            on conflict (organisation_id, year, kind) do update set last = n.last + excluded.last
            returning organisation_id as OrganisationId, year, kind, last
            """,
            new
            {
                organisations = wanted.Select(w => w.Key.OrganisationId).ToArray(), years = wanted.Select(w => w.Key.Year).ToArray(), kinds = wanted.Select(w => w.Key.Kind.ToString()).ToArray(),
                paths = wanted.Select(w => w.Key.Path).ToArray(), wanted = wanted.Select(w => w.Count()).ToArray(),
            }, cancel);
        foreach (var group in wanted)
        {
            last[(group.Key.OrganisationId, group.Key.Kind, group.Key.Year)] = given.First(g => g.OrganisationId == group.Key.OrganisationId && g.Kind == group.Key.Kind && g.Year == group.Key.Year).Last - group.Count();
        }
        return [.. asked.Select(a => RecordNumber.Of(a.Year, a.Kind, last[(a.OrganisationId, a.Kind, a.Year)] += 1))];
    }

    public async Task<IReadOnlyList<(Guid Id, string Title, string What, int Rows)>> BuiltOn(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => await fence.Rows<(Guid, string, string, int)>(
        """
        select a.id, a.title, 'activity_record', count(*)::int from activity a join activity_record r on r.activity_id = a.id
        where a.id = any(@ids) and (r.addendum_to is not null or not r.is_history) group by a.id
        """, new { ids = ids.ToArray() }, cancel);

    /// <summary>Answers how many went.</summary>
    public Task<int> TakeOut(Guid[] ids, CancellationToken cancel) => fence.Row<int>("select take_out_history(@ids)", new { ids }, cancel);

    private sealed class Given
    {
        public Guid OrganisationId { get; set; }

        public int Year { get; set; }

        public ActivityKind Kind { get; set; }

        public int Last { get; set; }
    }
}
