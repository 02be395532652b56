using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access;

/// <summary>By what a person sees something.</summary>
public enum SightKind
{
    /// <summary>A post held today at the organisation or above it.</summary>
    Post,

    /// <summary>It is the person's own row.</summary>
    OwnRow,

    /// <summary>It is an organisation above (or the very one) the person belongs to: its name is shown on the way down.</summary>
    OwnOrganisation,
}

/// <summary>Something that may be seen: where it stands in the tree, whose row it is, whether it is an organisation.</summary>
public sealed record SeenThing(string Path, Guid? MemberId = null, bool IsOrganisation = false);

/// <summary>One reason why a person sees a thing. <paramref name="Acts"/>: what the post lets them do there; without any, pages don't show it all the same.</summary>
public sealed record SightReason(SightKind Kind, HeldPost? Post, IReadOnlyList<string> Acts);

/// <summary>
/// Why a person can see something: the same answer as the database's fence gives, in reasons. No reason, no sight;
/// single records that a pass opens (an activity one is expected at) come on top, one by one.
/// </summary>
public static class SightReasons
{
    public static IReadOnlyList<SightReason> Of(Actor who, SeenThing thing)
    {
        var scope = FencedScope.Of(who);
        List<SightReason> reasons = [];
        if (scope.Ranges.Any(r => Covers(r, thing.Path)))
        {
            reasons.AddRange(who.Posts.Where(p => Covers(p.Path, thing.Path)).Select(p => new SightReason(SightKind.Post, p, [.. p.Grants.Where(g => g.Reaches(p.Path, thing.Path)).Select(g => g.Act).Distinct()])));
        }
        if (thing.MemberId is { } member && member != Guid.Empty && member == who.MemberId)
        {
            reasons.Add(new SightReason(SightKind.OwnRow, null, []));
        }
        if (thing.IsOrganisation && scope.Home.Length > 0 && Covers(thing.Path, scope.Home))
        {
            reasons.Add(new SightReason(SightKind.OwnOrganisation, null, []));
        }
        return reasons;
    }

    private static bool Covers(string above, string below) => below.StartsWith(above, StringComparison.Ordinal);
}
