using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Keeping;

/// <summary>Lifts a hold: the usual terms hold again from the next night on.</summary>
internal sealed class LiftHoldAction(HoldQuery holds, Journal journal, TimeProvider clock)
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/oversight/holds/{id:guid}/lift", async (Guid id, HttpContext context, LiftHoldAction lift, Actor actor, CancellationToken cancel) =>
            (await lift.Run(id, actor, cancel)).ToRedirect(context, "/oversight/keeping")).Allow(OversightActs.Keep).NeedsFresh().ExcludeFromDescription();

    public async Task<Decision<HoldLifted>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await holds.Find(id, cancel) is not { } hold || !actor.May(OversightActs.Keep, hold.Path))
        {
            return PlatformRefusals.Missing;
        }
        return await holds.Lift(id, actor.MemberId, actor.Name, clock.GetUtcNow(), cancel)
            ? await journal.Record<HoldLifted>(new HoldLifted(hold.MemberId ?? hold.OrganisationId!.Value, hold.Path), actor, cancel)
            : HoldRefusals.AlreadyLifted;
    }
}
