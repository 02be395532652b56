using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Review;

/// <summary>The person about to act on a case: the posts held today, and the posts of absent colleagues they stand in for.</summary>
public sealed record Reviewer(Guid MemberId, string Name, IReadOnlyList<ReviewerPost> Posts, IReadOnlyList<StandIn> StandsInFor)
{
    /// <summary>Whether a colleague asked this person by name to decide something that still waits.</summary>
    public bool IsAsked { get; init; }

    public static Reviewer Of(Guid memberId, string name, params ReviewerPost[] posts) => new(memberId, name, posts, []);

    internal ReviewerPost? PostFor(CaseLayer layer) => Posts.FirstOrDefault(p => p.Decides(layer));

    /// <summary>A deputy sees the record within their own scope: a post at the layer's organisation or above it.</summary>
    internal bool HoldsPostAtOrAbove(string path) => Posts.Any(p => path.StartsWith(p.OrganisationPath, StringComparison.Ordinal));
}

/// <summary>A post held at one organisation.</summary>
public sealed record ReviewerPost(PostKind Kind, Guid OrganisationId, string OrganisationPath)
{
    internal bool Decides(CaseLayer layer) => OrganisationId == layer.OrganisationId && layer.Posts.Contains(Kind);
}

/// <summary>Acting for an absent colleague in the post that colleague holds.</summary>
public sealed record StandIn(ReviewerPost Post, Guid AbsentMemberId);

/// <summary>In which post somebody decided, and in whose place, as the trail keeps it.</summary>
public sealed record Capacity(PostKind Post, Guid OrganisationId, Guid? InPlaceOf);
