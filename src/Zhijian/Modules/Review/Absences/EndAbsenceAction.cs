using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Absences;

/// <summary>A reviewer is back early and decides again from today.</summary>
internal sealed class EndAbsenceAction(ZhijianDb db, Journal journal, InstitutionTime time)
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/review/absences/{id:guid}/end", async (Guid id, HttpContext context, EndAbsenceAction end, Actor actor, CancellationToken cancel) =>
            (await end.Run(id, actor, cancel)).ToRedirect(context, "/review/absences")).Allow(ReviewActs.Decide).ExcludeFromDescription();

    public async Task<Decision<AbsenceEnded>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await db.ReviewAbsences.FirstOrDefaultAsync(a => a.Id == id && a.MemberId == actor.MemberId, cancel) is not { } absence)
        {
            return PlatformRefusals.Missing;
        }
        return await journal.Record(absence.End(actor.MemberId, time.Today), actor, cancel);
    }
}
