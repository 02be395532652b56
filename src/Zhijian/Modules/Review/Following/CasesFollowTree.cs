using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review.Following;

/// <summary>Records that wait for review go on at the organisations that stand above theirs after the tree changed, in the same layer.</summary>
internal sealed class CasesFollowTree(ZhijianDb db, Fence fence, Journal journal, RouteQuery routes) : IFollowsOrganisationChanges
{
    public async Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel)
    {
        if (!Concerns(change))
        {
            return [];
        }
        var waiting = await fence.Row<int>(
            "select count(*)::int from review_case c join organisation o on o.id = @Id and c.path >= o.path and c.path < o.path || '~' where c.state = 'Waiting'", new { change.It.Id }, cancel);
        return waiting == 0 ? [] : [new Consequence("review.follow.rerouted", waiting)];
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!Concerns(change))
        {
            return;
        }
        using var widened = fence.As(SystemActors.Review);
        foreach (var place in new[] { change.It, change.Receiver }.OfType<OrganisationPlace>())
        {
            var (from, to) = (place.Path, place.Path + "~");
            var cases = await db.ReviewCases.Include(c => c.Steps).Include(c => c.Submissions).AsSplitQuery()
                .Where(c => c.State == ReviewState.Waiting && string.Compare(c.Path, from) >= 0 && string.Compare(c.Path, to) < 0).ToListAsync(cancel);
            foreach (var of in cases)
            {
                await Reroute(of, now, cancel);
            }
        }
    }

    private static bool Concerns(TreeChange change) => change.What is OrganisationChangeKind.Move or OrganisationChangeKind.Merge or OrganisationChangeKind.Upgrade;

    private async Task Reroute(ReviewCase of, DateTimeOffset now, CancellationToken cancel)
    {
        var bound = await routes.For(of.RecordKind, of.OrganisationId, cancel);
        var same = bound.Route.Layers.Select(l => (l.OrganisationId, l.OrganisationPath)).SequenceEqual(of.Route.Layers.Select(l => (l.OrganisationId, l.OrganisationPath)));
        if (!same && bound.Route.Layers.Count > 0 && of.Reroute(bound.Path, bound.Route, of.Version, now).Fact is { } rerouted)
        {
            await journal.Also(rerouted, SystemActors.Review.Actor, cancel);
        }
    }
}
