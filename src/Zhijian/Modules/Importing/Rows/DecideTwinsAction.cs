using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Working;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>Decides all possible twins that wait by one rule; their rows are judged again beside the requests.</summary>
internal sealed class DecideTwinsAction(BatchQuery query, StagedRowsQuery staged, Fence fence, Journal journal, ImportWork work)
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/imports/{id:guid}/twins/{decision}", async (HttpContext context, Guid id, string decision, DecideTwinsAction decide, Actor actor, CancellationToken cancel) =>
            (await decide.Run(id, Enum.TryParse<TwinDecision>(decision, ignoreCase: true, out var decided) && Enum.IsDefined(decided) ? decided : null, actor, cancel)).ToRedirect(context, $"/imports/{id}"))
            .Allow(ImportActs.Run).ExcludeFromDescription();

    public async Task<Decision<ImportTwinsDecided>> Run(Guid id, TwinDecision? decision, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        if (batch is null || decision is not { } decided)
        {
            return refusal ?? PlatformRefusals.Missing;
        }
        if (batch.WhyNotMend is { } notNow)
        {
            return notNow;
        }
        var rows = await staged.DecideAll(batch.Id, decided, cancel);
        if (rows == 0)
        {
            return ImportRefusals.NothingToTake;
        }
        batch.Begin(ImportState.Checking);
        fence.AfterCommit(() =>
        {
            work.Begin(batch.Id, batch.Path);
            return Task.CompletedTask;
        });
        return await journal.Record<ImportTwinsDecided>(new ImportTwinsDecided(batch.Id, batch.Path, null, decided, rows), actor, cancel);
    }
}
