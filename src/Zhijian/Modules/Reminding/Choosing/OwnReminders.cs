using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Reminding.Choosing;

/// <summary>From one's own page to when one is reminded.</summary>
internal sealed class OwnReminders : IMemberLinks
{
    public IEnumerable<MemberLink> Of(Member member, Sight sight, Actor actor) =>
        sight == Sight.Self ? [new MemberLink(60, "reminding.choices", "bell", "/me/reminders")] : [];
}
