using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.OwnRecord;

/// <summary>From one's own page to one's work record; from nobody else's.</summary>
internal sealed class OwnWorkLink : IMemberLinks
{
    public IEnumerable<MemberLink> Of(Member member, Sight sight, Actor actor) => sight == Sight.Self ? [new MemberLink(10, "own-record.title", "notebook", "/me/work")] : [];
}
