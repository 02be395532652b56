using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.People;

/// <summary>A module that keeps something about a person names the pages on which to find it; the person's page leads there.</summary>
public interface IMemberLinks
{
    /// <summary>The pages this person may open.</summary>
    IEnumerable<MemberLink> Of(Member member, Sight sight, Actor actor);
}

/// <summary>One page about a person.</summary>
public sealed record MemberLink(int Order, string TextKey, string IconName, string Address);
