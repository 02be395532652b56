using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People.Enter;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Move;

/// <summary>
/// Moves a person to another branch: their membership, their row and their account go there. What they attended and the posts they hold stay where they were.
/// </summary>
internal sealed class MoveMemberAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<MemberMoved>> Run(Guid id, Guid to, DateOnly on, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel);
        if (member is null || MemberSight.Of(actor, member.Id, member.Path) is null)
        {
            return PlatformRefusals.Missing;
        }
        var target = await db.Organisations.FirstOrDefaultAsync(o => o.Id == to, cancel);
        if (target is null || !actor.May(PeopleActs.Edit, target.Path))
        {
            return PeopleRefusals.NoSuchOrganisation.At("Form.To");
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
        var decision = member.Move(target, rulebook.On(time.Today).MayTakeIn(target.Kind), on, reason, seen, open, time.Today);
        if (decision.Fact is not null)
        {
            // The old membership ends before the new one begins: exactly one is open at a time. Saved here, so counted here.
            member.Version++;
            await db.SaveChangesAsync(cancel);
            db.Add(new Membership { MemberId = id, OrganisationId = target.Id, Path = target.Path, From = on, Reason = reason!.Trim() });
            await TakeAccountAlong(id, target.Path, cancel);
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }

    private async Task TakeAccountAlong(Guid memberId, string path, CancellationToken cancel) => await fence.Run(
        """
        update account_token set path = @path where account_id in (select id from account where member_id = @memberId);
        update account_invitation set path = @path where account_id in (select id from account where member_id = @memberId);
        update account set path = @path where member_id = @memberId;
        update consent_entry set path = @path where member_id = @memberId;
        update past_record set path = @path where member_id = @memberId;
        """, new { memberId, path }, cancel);
}
