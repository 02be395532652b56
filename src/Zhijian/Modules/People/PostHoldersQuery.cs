using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>Who holds a post at an organisation today, to choose from.</summary>
public sealed class PostHoldersQuery(Fence fence, InstitutionTime time)
{
    private const int Most = 60;

    /// <summary>Each person once, by name.</summary>
    public Task<List<PostHolder>> Of(Guid organisationId, CancellationToken cancel) => fence.Rows<PostHolder>(
        $"""
        select distinct m.id as MemberId, m.name from post_holding h join member m on m.id = h.member_id
        where h.organisation_id = @organisationId and h."from" <= @today and (h.until is null or h.until > @today) and m.left_on is null order by m.name, m.id limit {Most}
        """, new { organisationId, today = time.Today }, cancel);
}

/// <summary>Somebody who holds a post at an organisation.</summary>
public sealed record PostHolder(Guid MemberId, string Name);
