using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Organisations;

/// <summary>A change of the tree: what, from which day, why. Other modules follow it in the same transaction.</summary>
/// <param name="SubjectId">The organisation that changed.</param>
/// <param name="OrganisationPath">Its place after the change.</param>
public abstract record OrganisationChanged(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason) : IFact;

/// <summary>An organisation was founded.</summary>
public sealed record OrganisationFounded(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, string Name, OrganisationKind Kind, Guid? ParentId, IReadOnlyList<Guid> MemberIds)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>An organisation was taken out again, because the list that founded it is undone and nothing was built on it. No change of the tree: it is as if it had never been.</summary>
public sealed record OrganisationTakenOut(Guid SubjectId, string OrganisationPath, string Name, Guid? ParentId) : IFact;

/// <summary>An organisation has another name.</summary>
public sealed record OrganisationRenamed(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, string Before, string Name)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>An organisation, with everything below it, stands under another one.</summary>
public sealed record OrganisationMoved(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, string OldPath, Guid OldParentId, Guid ParentId)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>Some members of an organisation form a new one beside it.</summary>
public sealed record OrganisationSplit(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, Guid NewId, string NewPath, string Name, IReadOnlyList<Guid> MemberIds)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>An organisation ended; its members and everything below it belong to another one.</summary>
public sealed record OrganisationMerged(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, Guid IntoId, string IntoPath)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>An organisation became one of a higher kind; its members stand in the first branch below it, where it had members.</summary>
public sealed record OrganisationUpgraded(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, OrganisationKind Before, OrganisationKind Kind, Guid? FirstBranchId, string? FirstBranchPath)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);

/// <summary>An organisation exists no longer; its members, if any, went to the one named.</summary>
public sealed record OrganisationDissolved(Guid SubjectId, string OrganisationPath, DateOnly On, string Reason, string? WarningReason, Guid? ReceiverId, string? ReceiverPath)
    : OrganisationChanged(SubjectId, OrganisationPath, On, Reason, WarningReason);
