using Zhijian.Modules.Access;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>Who is told: those who hold a post at the committee today that may read the overview, so that different bodies see the same.</summary>
internal sealed class OverviewReceivers(Fence fence, AccessTable access, InstitutionTime time)
{
    /// <summary>Called where the whole institution is in scope.</summary>
    public async Task<IReadOnlyList<OverviewReceiver>> Today(CancellationToken cancel)
    {
        var posts = access.All.Where(a => a.Grant.Act == OversightActs.Read && a.Level == SpaceLevel.Committee).Select(a => a.Post.ToString()).Distinct().ToArray();
        return await fence.Rows<OverviewReceiver>(
            """
            select distinct h.post, m.id as MemberId, m.path from post_holding h join member m on m.id = h.member_id join organisation o on o.id = h.organisation_id
            where o.path = '1.' and h.post = any(@posts) and h."from" <= @today and (h.until is null or h.until > @today) and m.left_on is null
            """, new { posts, today = time.Today }, cancel);
    }
}

/// <summary>One of them, by one of their posts.</summary>
internal sealed class OverviewReceiver
{
    public string Post { get; set; } = "";

    public Guid MemberId { get; set; }

    public string Path { get; set; } = "";
}
