using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>In which figures a filed record counts: of every organisation that took part and of all above them, each once.</summary>
internal sealed class CountedInQuery(Fence fence)
{
    /// <summary>Those within the viewer's sight, the whole institution first.</summary>
    public Task<List<CountedIn>> Of(Guid recordId, CancellationToken cancel) => fence.Rows<CountedIn>(
        """
        select distinct o.id, o.name, o.path, t.kind, t.month from trace t join organisation o on starts_with(t.path, o.path) and o.kind <> 'PartyGroup'
        where t.record_id = @recordId and t.reversed_at is null order by o.path
        """, new { recordId }, cancel);
}

/// <summary>One figure: what an organisation filed of a kind in a month.</summary>
internal sealed class CountedIn
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public string Kind { get; set; } = "";

    public DateOnly Month { get; set; }
}
