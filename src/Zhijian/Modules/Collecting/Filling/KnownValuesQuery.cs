using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>What organisations last answered to each element: kept when their answers are filed, taken back with them.</summary>
internal sealed class KnownValuesQuery(Fence fence, InstitutionTime time)
{
    /// <summary>The answers of these entries are known from today on. What was only left as it was keeps its day and its source.</summary>
    public Task Know(Guid[] entries, CancellationToken cancel) => fence.Run(
        """
        insert into known_value (organisation_id, element, path, value, known_on, entry_id, title)
        select e.organisation_id, a ->> 'element', e.path, a ->> 'value', @Today, e.id, e.title
        from collection_entry e, jsonb_array_elements(e.answers) a where e.id = any(@entries) and not (a ->> 'wasKnown')::boolean
        on conflict (organisation_id, element) do update
        set value = excluded.value, known_on = excluded.known_on, entry_id = excluded.entry_id, title = excluded.title, path = excluded.path
        """, new { entries, time.Today }, cancel);

    /// <summary>What was known from these entries is known from the entry before.</summary>
    public async Task KnowAsBefore(Guid[] entries, CancellationToken cancel)
    {
        await fence.Run("delete from known_value where entry_id = any(@entries)", new { entries }, cancel);
        await fence.Run(
            """
            insert into known_value (organisation_id, element, path, value, known_on, entry_id, title)
            select distinct on (e.organisation_id, a ->> 'element')
              e.organisation_id, a ->> 'element', e.path, a ->> 'value', (e.filed_at at time zone @zone)::date, e.id, e.title
            from collection_entry e, jsonb_array_elements(e.answers) a
            where e.organisation_id in (select organisation_id from collection_entry where id = any(@entries)) and e.state = 'Filed'
              and e.id <> all(@entries) and not (a ->> 'wasKnown')::boolean
            order by e.organisation_id, a ->> 'element', e.filed_at desc
            on conflict (organisation_id, element) do nothing
            """, new { entries, zone = time.Zone.Id }, cancel);
    }
}
