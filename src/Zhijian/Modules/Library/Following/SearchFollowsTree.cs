using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Following;

/// <summary>The words of what an organisation released are looked for at its new place once it has moved.</summary>
internal sealed class SearchFollowsTree(Fence fence) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Consequence>>([]);

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var move in change.Moves)
        {
            await fence.Run("update library_search set edition_path = @New || substr(edition_path, length(@Old) + 1) where places @> array['<' || @Old]", move, cancel);
        }
    }
}
