using System.Globalization;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Exchange.Feed;

/// <summary>The feed of changes over the open interface.</summary>
internal static class ChangesApi
{
    private const int MostChanges = 1000;
    private const int UsualChanges = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/changes", Changes).Allow(ExchangeActs.Read).WithTags("Exchange")
            .WithSummary("Organisations, members, posts, activities and records as they changed, in commit order, without gaps.")
            .WithDescription("For connected systems. after: the cursor (next) of the page before; without it from the beginning. limit: 1 to 1000 entries, default 200. A thing that changed several times stands once, as it is now, with the elements that the system was approved for; one that left the system's organisations is gone: true. Keep next when you have stored the page: asking with the same cursor again answers at least the same things. more: false means that everything committed up to about a minute ago was told. Each change counts as a row of the day's budget; when it is spent the answer is 429 with Retry-After.")
            .Produces<ChangesPage>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(422).ProducesProblem(429);

    private static async Task<IResult> Changes(string? after, int? limit, HttpContext context, ChangesQuery query, ExchangeBudgetQuery budget, Journal journal, Fence fence, Actor actor, CancellationToken cancel)
    {
        if (limit is < 1 or > MostChanges)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        if (Position(after) is not { } position)
        {
            return PlatformRefusals.NotReadable.At("after").ToProblem();
        }
        if (await budget.Client(actor.AccountId, cancel) is not { } client || client.Elements.Length == 0)
        {
            return PlatformRefusals.NotYours.ToProblem();
        }
        var most = Math.Min(limit ?? UsualChanges, client.Left);
        if (most == 0)
        {
            return Spent(context, client, budget);
        }
        var found = await query.Entries(client, position, most, cancel);
        var changes = await query.Changes(client, found.Entries, cancel);
        if (changes.Count > 0)
        {
            if (!await budget.Take(client, changes.Count, cancel))
            {
                return Spent(context, client, budget);
            }
            await journal.Also(new ChangesRead(client.Id, client.Path, changes.Count, found.Reached), actor, cancel);
            await fence.Commit(cancel);
        }
        return Results.Ok(new ChangesPage(changes, Cursor.Of(found.Reached), found.More));
    }

    internal static IResult Spent(HttpContext context, AskingClient client, ExchangeBudgetQuery budget)
    {
        context.Response.Headers.RetryAfter = budget.SecondsLeft.ToString(CultureInfo.InvariantCulture);
        return ExchangeRefusals.BudgetSpent.With(client.RowsADay).ToProblem();
    }

    /// <summary>The beginning where there is no cursor; null where it is none of ours.</summary>
    private static long? Position(string? after) =>
        string.IsNullOrEmpty(after) ? -1 : Cursor.Read(after, 1) is [var text] && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) && position >= -1 ? position : null;
}
