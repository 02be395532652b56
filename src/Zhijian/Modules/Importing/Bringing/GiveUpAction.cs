using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing.Bringing;

/// <summary>Gives a batch up before it entered: its rows are deleted at once.</summary>
internal sealed class GiveUpAction(BatchQuery query, StagedRowsQuery staged, Journal journal)
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/imports/{id:guid}/give-up", async (HttpContext context, Guid id, GiveUpAction giveUp, Actor actor, CancellationToken cancel) =>
            (await giveUp.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/imports"))
            .Allow(ImportActs.Run).ExcludeFromDescription();

    public async Task<Decision<ImportGivenUp>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        if (batch is null)
        {
            return refusal!;
        }
        var decision = batch.GiveUp(seen);
        if (decision.Fact is not null)
        {
            await staged.Clear(batch.Id, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }
}
