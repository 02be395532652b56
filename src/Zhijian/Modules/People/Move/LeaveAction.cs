using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Move;

/// <summary>Notes that a person left the institution's organisations: the membership and all posts end that day, the account is closed. Nothing is deleted.</summary>
internal sealed class LeaveAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors, InstitutionTime time)
{
    public async Task<Decision<MemberDeparted>> Run(Guid id, DateOnly on, LeaveReason? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel);
        if (member is null || MemberSight.Of(actor, member.Id, member.Path) is null)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(PeopleActs.Edit, member.Path) || actor.MemberId == member.Id)
        {
            return PlatformRefusals.NotYours;
        }
        if (member.LeftOn is not null)
        {
            return PeopleRefusals.HasLeft;
        }
        var open = await db.Memberships.FirstAsync(s => s.MemberId == id && s.Until == null, cancel);
        var decision = member.Leave(on, reason, seen, open, time.Today);
        if (decision.Fact is not null)
        {
            using (fence.As(SystemActors.Directory))
            {
                // Posts may be held above the branch, out of sight of the one who notes the leaving.
                await fence.Run(
                    """
                    update post_holding set until = greatest("from", @on), end_reason = @reason, version = version + 1 where member_id = @id and (until is null or until > @on);
                    update account set closed_at = @now, security_stamp = @stamp where member_id = @id and closed_at is null;
                    """, new { id, on, reason = reason!.Value.ToString(), now = time.Now, stamp = Guid.NewGuid().ToString("N") }, cancel);
            }
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }
}
