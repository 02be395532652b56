using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Organisations;

/// <summary>The ways in which the tree changes.</summary>
public enum OrganisationChangeKind
{
    Found,
    Rename,
    Move,
    Split,
    Merge,
    Upgrade,
    Dissolve,
}

/// <summary>
/// A module that keeps rows of organisations says beforehand what a change of the tree means for them, and makes it so in the same transaction.
/// The <c>path</c> of rows below a moved organisation is rewritten for everybody by the tree itself; followers only re-route what belongs to another organisation afterwards.
/// </summary>
public interface IFollowsOrganisationChanges
{
    /// <summary>What would follow, in sentences for the person who decides. Changes nothing.</summary>
    Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel);

    /// <summary>Re-routes the module's rows. The organisations' own rows already stand as they will.</summary>
    Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Tables in which rows come into being with an organisation, or follow those who belong to it: nothing that was built on it. <see cref="TakeOut"/> clears them.</summary>
    IReadOnlyList<string> ComesWithOrganisation => [];

    /// <summary>An organisation on which nothing was built is taken out as if it had never been founded: what came with it goes, who was founded with it goes back.</summary>
    Task TakeOut(OrganisationPlace place, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The organisation's own row is gone now: what counts organisations counts anew.</summary>
    Task TakenOut(OrganisationPlace place, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>The people of organisations in numbers, answered by the module that keeps people.</summary>
public interface IMembersOfOrganisations
{
    /// <summary>Members today of each organisation with all below it; a Party group's own members. Committee members are those of the organisation itself.</summary>
    Task<IReadOnlyDictionary<Guid, OrganisationSize>> Sizes(IReadOnlyCollection<Guid> organisations, CancellationToken cancel);

    /// <summary>Members on a past day, over the tree of that day.</summary>
    Task<IReadOnlyDictionary<Guid, int>> SizesOn(DateOnly day, IReadOnlyCollection<Guid> organisations, CancellationToken cancel);

    /// <summary>The people of one branch or Party group, to choose from.</summary>
    Task<IReadOnlyList<PersonOfOrganisation>> Of(Guid organisation, CancellationToken cancel);

    /// <summary>Finds people below a path by name or institution number, one entry a line; entries that fit nobody or several are named.</summary>
    Task<FoundPeople> Find(string path, IReadOnlyList<string> entries, CancellationToken cancel);

    /// <summary>The size that a group of people has.</summary>
    Task<OrganisationSize> SizeOf(IReadOnlyCollection<Guid> people, CancellationToken cancel);
}

/// <summary>A person as the tree needs it.</summary>
public sealed record PersonOfOrganisation(Guid Id, string Name, string? InstitutionNumber, MemberCategory Category);

/// <summary>Who was found, and which entries fit nobody or more than one person.</summary>
public sealed record FoundPeople(IReadOnlyList<PersonOfOrganisation> People, IReadOnlyList<string> Unclear);

/// <summary>One thing that follows from a change: the text and its values. A blocking one must be settled first.</summary>
public sealed record Consequence(string TextKey, params IReadOnlyList<object> Values)
{
    public bool Blocks { get; init; }
}

/// <summary>An organisation at its place after the change.</summary>
public sealed record OrganisationPlace(Guid Id, string Path, OrganisationKind Kind, string Name)
{
    public static OrganisationPlace Of(Organisation organisation) => new(organisation.Id, organisation.Path, organisation.Kind, organisation.Name);
}

/// <summary>What happens to whom.</summary>
/// <param name="It">The organisation that changes; the new one at a founding.</param>
/// <param name="Receiver">The organisation to which people and open work go: the new one of a split, the receiver of a merger or dissolution, the first branch below an upgraded one.</param>
/// <param name="MemberIds">The people who go to the receiver (split) or to the founded organisation.</param>
/// <param name="Ended">Organisations that exist no longer afterwards: the merged or dissolved one, with its Party groups where nobody takes them over.</param>
public sealed record TreeChange(OrganisationChangeKind What, DateOnly On, string Reason, OrganisationPlace It, OrganisationPlace? Receiver, IReadOnlyList<Guid> MemberIds, IReadOnlyList<OrganisationPlace> Ended)
{
    /// <summary>Places that became others, in their order; everything below each went along.</summary>
    public IReadOnlyList<PathMove> Moves { get; init; } = [];

    /// <summary>Whether everything of the organisation goes to the receiver.</summary>
    public bool GivesEverything => Receiver is not null && What is OrganisationChangeKind.Merge or OrganisationChangeKind.Dissolve or OrganisationChangeKind.Upgrade;
}
