using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>What an organisation that ends had still to open is asked for no more; what it opened stays.</summary>
internal sealed class EntriesFollowTree(Fence fence) : IFollowsOrganisationChanges
{
    private const string Open = "organisation_id = any(@ended) and state = 'Due' and not exists (select 1 from article a where a.entry_id = open_entry.id)";

    public IReadOnlyList<string> ComesWithOrganisation => ["open_entry"];

    public async Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel)
    {
        var due = change.Ended.Count == 0 ? 0 : await fence.Row<int>($"select count(*)::int from open_entry where {Open}", Ended(change), cancel);
        return due == 0 ? [] : [new Consequence("publishing.follow.asked-no-more", due)];
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (change.Ended.Count > 0)
        {
            await fence.Run($"delete from open_entry where {Open}", Ended(change), cancel);
        }
    }

    public Task TakeOut(OrganisationPlace place, CancellationToken cancel) => fence.Run("delete from open_entry where organisation_id = @Id", new { place.Id }, cancel);

    private static object Ended(TreeChange change) => new { ended = change.Ended.Select(e => e.Id).ToArray() };
}
