using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators;

/// <summary>Where the middle half of like organisations stands: what is usual, without an order among them.</summary>
/// <param name="From">A quarter of them lies below.</param>
/// <param name="To">A quarter of them lies above.</param>
public sealed record MiddleHalf(decimal From, decimal To, int Organisations)
{
    /// <summary>With fewer there is no telling what is usual.</summary>
    public const int Least = 5;

    /// <summary>The middle half of these numbers, or null where there are too few.</summary>
    public static MiddleHalf? Of(IEnumerable<decimal?> numbers)
    {
        var sorted = numbers.OfType<decimal>().Order().ToList();
        return sorted.Count < Least ? null : new MiddleHalf(sorted[(sorted.Count - 1) / 4], sorted[sorted.Count - 1 - ((sorted.Count - 1) / 4)], sorted.Count);
    }
}

/// <summary>Which organisations may be compared with each other.</summary>
public static class LikeOrganisations
{
    /// <summary>Branches of every kind are alike, general branches are, college committees are; other kinds only among themselves.</summary>
    public static OrganisationKind GroupOf(OrganisationKind kind) => kind is OrganisationKind.DirectBranch or OrganisationKind.JointBranch ? OrganisationKind.Branch : kind;
}
