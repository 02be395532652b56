using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing;

/// <summary>What provenance and conflicts tell about the quality of values: which were brought, corrected or confirmed within a year, and which are disputed.</summary>
internal sealed class NotedQuery(Fence fence, InstitutionTime time)
{
    /// <summary>Longer ago than this, a value has not been confirmed. A measure of the platform's own, to be confirmed by the institution.</summary>
    private const int Days = 365;

    /// <summary>Somebody brought or corrected it within a year.</summary>
    public NotedElement Confirmed => new((id, name) => $"exists (select 1 from provenance p where p.entity_id = {id} and p.at > @since and '{name}' = any(p.elements))", time.Now.AddDays(-Days));

    /// <summary>Sources disagree about it.</summary>
    public static NotedElement Disputed { get; } = new((id, name) => $"exists (select 1 from import_conflict c where c.entity_id = {id} and c.element = '{name}' and c.settled_at is null)", DateTimeOffset.UnixEpoch);

    /// <summary>Things with a disputed value, of the organisation itself and of each directly below it with everything below.</summary>
    public Task<List<DisputedCount>> CountDisputed(string path, CancellationToken cancel) => fence.Rows<DisputedCount>(
        """
        select left(path, length(@path) + position('.' in substr(path, length(@path) + 1))) as Place, entity_kind as EntityKind, element as Field, count(distinct entity_id)::int as Things
        from import_conflict where settled_at is null and path >= @path and path < @path || '~' group by 1, 2, 3
        """, new { path }, cancel);
}

/// <summary>How many things have a disputed value.</summary>
internal sealed class DisputedCount
{
    public string Place { get; set; } = "";

    public string EntityKind { get; set; } = "";

    public string Field { get; set; } = "";

    public int Things { get; set; }
}
