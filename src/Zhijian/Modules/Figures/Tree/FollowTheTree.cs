using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>A change of the tree: a new organisation owes from its first full period, an ended one no longer, and the sums above both are counted anew.</summary>
internal sealed class FollowTheTree(ObligationBook obligations, FigureRebuild rebuild, InstitutionTime institution) : IFollowsOrganisationChanges
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
        if (change.What != OrganisationChangeKind.Found)
        {
            await rebuild.Rebuild(cancel);
        }
    }
}

/// <summary>A new institution owes from its first full period.</summary>
internal sealed class OpenWhenInstitutionSetUp(ObligationBook obligations, InstitutionTime institution) : Platform.Storage.IWhen<InstitutionSetUp>
{
    public Task Handle(InstitutionSetUp fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => obligations.Open(institution.Today, cancel);
}
