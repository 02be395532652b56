using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>What overlaps a planned time: other activities of the same people, or in the same place.</summary>
internal sealed class ConflictsQuery(Fence fence)
{
    private const int Most = 5;

    public async Task<IReadOnlyList<Conflict>> Find(Guid? except, DateTimeOffset from, DateTimeOffset until, string? place, IEnumerable<Guid> people, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Directory))
        {
            return await fence.Rows<Conflict>(
                $"""
                with near as (
                  select a.id, a.title, a.starts_at, a.path, a.place, a.organisation_id from activity a
                  where a.starts_at < @until and a.starts_at > @from - interval '7 days' and a.ends_at > @from
                    and a.state in ('Planned', 'Announced', 'RollOpen') and a.id is distinct from @except
                )
                select n.starts_at as StartsAt, o.name as OrganisationName, n.path,
                  n.title, n.place is not null and n.place = @place as SamePlace, coalesce(t.names, '') as Names, coalesce(t.people, 0)::int as People
                from near n join organisation o on o.id = n.organisation_id
                left join lateral (
                  select count(*) as people, array_to_string((array_agg(t.name order by t.name))[1:3], '、') as names
                  from attendance t where t.activity_id = n.id and t.member_id = any(@people)) t on true
                where t.people > 0 or (n.place is not null and n.place = @place)
                order by n.starts_at limit {Most}
                """,
                new { except, from, until, place = string.IsNullOrWhiteSpace(place) ? null : place.Trim(), people = people.ToArray() }, cancel);
        }
    }
}

/// <summary>An activity at the same time. Its title is shown only to those who may see it.</summary>
public sealed class Conflict
{
    public DateTimeOffset StartsAt { get; set; }

    public string OrganisationName { get; set; } = "";

    public string Path { get; set; } = "";

    public string Title { get; set; } = "";

    public bool SamePlace { get; set; }

    public string Names { get; set; } = "";

    public int People { get; set; }
}
