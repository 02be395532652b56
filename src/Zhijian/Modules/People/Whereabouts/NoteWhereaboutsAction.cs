using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Whereabouts;

/// <summary>Notes that a member has been lost sight of, or lives elsewhere for a time; or that neither holds any more.</summary>
internal sealed class NoteWhereaboutsAction(ZhijianDb db, Journal journal, InstitutionTime time)
{
    public async Task<Decision<WhereaboutsNoted>> Run(Guid id, DateOnly? lostSince, DateOnly? floatingSince, string? floatingTo, bool keepsPlace, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FirstOrDefaultAsync(m => m.Id == id, cancel) is not { } member || MemberSight.Of(actor, member.Id, member.Path) is null)
        {
            return PlatformRefusals.Missing;
        }
        return actor.May(PeopleActs.Edit, member.Path)
            ? await journal.Record(member.NoteWhereabouts(lostSince, floatingSince, floatingTo, keepsPlace, seen, time.Today), actor, cancel)
            : PlatformRefusals.NotYours;
    }
}
