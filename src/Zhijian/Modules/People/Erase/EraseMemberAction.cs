using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Erase;

/// <summary>Why sealed values are erased (PIPL Art. 47).</summary>
public enum ErasureGround
{
    /// <summary>The purpose is achieved, or can't be any more.</summary>
    PurposeOver,

    /// <summary>The time for which they are kept is over.</summary>
    TermOver,

    /// <summary>The person withdrew the consent on which they were kept.</summary>
    ConsentWithdrawn,

    /// <summary>They should never have been kept.</summary>
    UnlawfullyKept,
}

/// <summary>
/// Erases the sealed values of somebody who has left: their data key is destroyed, and with it what it sealed, in every copy of the database. Name and dates stand in filed records,
/// which are archives and are not erased by request (PIPL Art. 47, last paragraph; development rules, Art. 36).
/// </summary>
internal sealed class EraseMemberAction(ZhijianDb db, HoldQuery holds, Journal journal)
{
    public async Task<Decision<MemberErased>> Run(Guid id, ErasureGround? ground, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel) is not { } member || MemberSight.Of(actor, id, member.Path) is null)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(PeopleActs.Erase, member.Path))
        {
            return PlatformRefusals.NotYours;
        }
        return await holds.IsHeld(id, member.Path, cancel) ? PeopleRefusals.Held : await journal.Record(member.Erase(ground, seen), actor, cancel);
    }
}
