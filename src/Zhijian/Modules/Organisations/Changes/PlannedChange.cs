using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Organisations.Changes;

/// <summary>A change of the tree as somebody asks for it.</summary>
internal sealed record PlannedChange
{
    public required OrganisationChangeKind What { get; init; }

    /// <summary>The organisation that changes; at a founding the one above.</summary>
    public required Guid OrganisationId { get; init; }

    public required DateOnly On { get; init; }

    public required string Reason { get; init; }

    public string? WarningReason { get; init; }

    /// <summary>The new name; at an upgrade the name of the first branch below.</summary>
    public string? Name { get; init; }

    /// <summary>The kind to found or to become.</summary>
    public OrganisationKind? Kind { get; init; }

    public Population? Population { get; init; }

    /// <summary>The new parent, or who receives people and what stands below.</summary>
    public Guid? TargetId { get; init; }

    /// <summary>Who goes to the new organisation.</summary>
    public IReadOnlyList<Guid> MemberIds { get; init; } = [];

    /// <summary>The version the asker saw; null at a founding.</summary>
    public int? Version { get; init; }
}
