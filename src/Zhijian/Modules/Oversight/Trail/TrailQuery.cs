using Zhijian.Modules.Oversight.Overview;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Trail;

/// <summary>What of the trail is asked for.</summary>
/// <param name="Actor">The beginning of the name of who acted.</param>
/// <param name="Before">The entry before which to go on; null for the newest.</param>
internal sealed record TrailFilter(DateTimeOffset? From, DateTimeOffset? Until, string? Fact, string? Actor, long? Before);

/// <summary>Reads the trail for whoever audits: when, who, in which post, which kind of act, where. What an act says is not read.</summary>
internal sealed class TrailQuery(Fence fence)
{
    public async Task<IReadOnlyList<TrailRow>> Run(TrailFilter filter, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        return await fence.Rows<TrailRow>(
            $"""
            select j.id, j.at, j.fact, j.actor_name as ActorName, m.name as ForName, j.post, o.name as Place
            from journal j left join organisation o on o.path = j.path left join member m on m.id = j.member_id and m.name <> j.actor_name
            where (@Before::bigint is null or j.id < @Before) and (@From::timestamptz is null or j.at >= @From) and (@Until::timestamptz is null or j.at < @Until)
              and (@Fact::text is null or j.fact = @Fact) and (@Actor::text is null or starts_with(j.actor_name, @Actor))
            order by j.id desc limit {OverviewQuery.PageSize}
            """, filter, cancel);
    }

    /// <summary>The newest signed checkpoint: how many entries it covers, and its root.</summary>
    public async Task<TrailCheckpoint?> Newest(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        return await fence.Row<TrailCheckpoint>("select size, root, at from audit_checkpoint order by size desc limit 1", null, cancel);
    }
}

/// <summary>One act.</summary>
internal sealed class TrailRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public string Fact { get; set; } = "";

    public string ActorName { get; set; } = "";

    /// <summary>For whom a part of the program acted, as at a sign-in; null where the person acted themselves.</summary>
    public string? ForName { get; set; }

    public string? Post { get; set; }

    /// <summary>The organisation; null where there is none at that place any more.</summary>
    public string? Place { get; set; }
}

/// <summary>Up to where the trail is signed.</summary>
internal sealed class TrailCheckpoint
{
    public long Size { get; set; }

    public byte[] Root { get; set; } = [];

    public DateTimeOffset At { get; set; }
}
