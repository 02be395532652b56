using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Bringing;

/// <summary>The organisations for which somebody may bring files: all that stand in their reach, the widest first.</summary>
internal sealed class ImportPlacesQuery(Fence fence)
{
    private const int Most = 300;

    public async Task<List<ImportPlace>> Of(Actor actor, CancellationToken cancel)
    {
        var rows = await fence.Rows<ImportPlace>("select id, name, path from organisation where dissolved_on is null and kind <> 'PartyGroup' order by length(path), path limit @Most", new { Most }, cancel);
        return [.. rows.Where(r => actor.May(ImportActs.Run, r.Path))];
    }
}

/// <summary>An organisation to choose.</summary>
internal sealed class ImportPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}
