using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Decoys;

/// <summary>The decoys that lie out, and when each was last tried.</summary>
internal sealed class DecoysQuery(Fence fence)
{
    public async Task<IReadOnlyList<DecoyRow>> Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<DecoyRow>(
            """
            select d.id, d.kind, d.name, d.place, d.planted_at as PlantedAt, d.version, max(j.at) as TouchedAt
            from decoy d left join journal j on j.subject_id = d.id and j.fact = 'DecoyTouched'
            where d.removed_at is null group by d.id order by d.planted_at desc limit 100
            """, null, cancel);
    }
}

/// <summary>One decoy.</summary>
internal sealed class DecoyRow
{
    public Guid Id { get; set; }

    public Platform.Oversight.DecoyKind Kind { get; set; }

    public string Name { get; set; } = "";

    public string Place { get; set; } = "";

    public DateTimeOffset PlantedAt { get; set; }

    public DateTimeOffset? TouchedAt { get; set; }

    public int Version { get; set; }
}
