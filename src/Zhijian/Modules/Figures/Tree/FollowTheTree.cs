using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>A change of the tree: a new organisation owes from its first full period, an ended one no longer, and what is counted above the old and the new place is counted anew.</summary>
internal sealed class FollowTheTree(ObligationBook obligations, FigureRebuild rebuild, Fence fence, InstitutionTime institution) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Consequence>>(change.What == OrganisationChangeKind.Rename ? [] : [new Consequence("figures.follow-tree")]);

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (change.What == OrganisationChangeKind.Rename)
        {
            return;
        }
        foreach (var ended in change.What == OrganisationChangeKind.Upgrade ? [change.It] : change.Ended)
        {
            await obligations.End(ended.Id, change.On, cancel);
        }
        foreach (var place in new[] { change.It, change.Receiver }.OfType<OrganisationPlace>().Except(change.Ended))
        {
            await obligations.Open(change.On, institution.Today, place.Id, cancel);
        }
        await rebuild.Follow(change.Moves, cancel);
        using var widened = fence.As(SystemActors.Figures);
        var touched = new[] { change.It, change.Receiver }.OfType<OrganisationPlace>().Concat(change.Ended).Select(p => p.Path);
        var left = TreePath.AsTheyAreNow(change.Moves, m => new[] { TreePath.Above(m.Old), TreePath.Above(m.New) }.OfType<string>());
        await obligations.SumUpwards(touched.Concat(left), cancel);
        await obligations.SumOverviews(cancel);
    }

    public IReadOnlyList<string> ComesWithOrganisation => ["obligation", "obligation_month", "overview_sum"];

    public async Task TakeOut(OrganisationPlace place, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Figures);
        await fence.Run("delete from obligation where path = @Path; delete from obligation_month where path = @Path; delete from overview_sum where path = @Path", new { place.Path }, cancel);
    }

    public async Task TakenOut(OrganisationPlace place, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Figures);
        await obligations.SumUpwards([TreePath.Above(place.Path)!], cancel);
        await obligations.SumOverviews(cancel);
    }
}

/// <summary>A new institution owes from its first full period.</summary>
internal sealed class OpenWhenInstitutionSetUp(ObligationBook obligations, InstitutionTime institution) : IWhen<InstitutionSetUp>
{
    public Task Handle(InstitutionSetUp fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => obligations.Open(institution.Today, cancel);
}
