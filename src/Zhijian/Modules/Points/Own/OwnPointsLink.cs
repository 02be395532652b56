using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Points.Own;

/// <summary>From one's own page to one's own ledger; from nobody else's.</summary>
internal sealed class OwnPointsLink : IMemberLinks
{
    public IEnumerable<MemberLink> Of(Member member, Sight sight, Actor actor) => sight == Sight.Self ? [new MemberLink(11, "points.title", "list-details", "/me/points")] : [];
}
