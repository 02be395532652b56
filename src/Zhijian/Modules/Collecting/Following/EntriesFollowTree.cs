using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting.Following;

/// <summary>What an organisation that ends was still asked is asked no more; what it handed in stays.</summary>
internal sealed class EntriesFollowTree(Fence fence) : IFollowsOrganisationChanges
{
    public async Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel)
    {
        var open = change.Ended.Count == 0 ? 0 : await fence.Row<int>("select count(*)::int from collection_entry where organisation_id = any(@ended) and state = 'Open'", Ended(change), cancel);
        return open == 0 ? [] : [new Consequence("collecting.follow.asked-no-more", open)];
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (change.Ended.Count > 0)
        {
            await fence.Run("delete from collection_entry where organisation_id = any(@ended) and state = 'Open'", Ended(change), cancel);
        }
    }

    private static object Ended(TreeChange change) => new { ended = change.Ended.Select(e => e.Id).ToArray() };
}
