using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Exchange.Feed;
using Zhijian.Modules.Importing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Exchange.Pushing;

/// <summary>Lists that connected systems push over the open interface, in the shape of an import: people check, decide and review them before anything enters.</summary>
internal static class PushApi
{
    private const string Lines = "application/x-ndjson";

    private static readonly JsonDocumentOptions Strictly = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        foreach (var kind in PushedKind.All)
        {
            routes.MapPost($"/api/v1/exchange/imports/{kind.Plural}", (Guid? organisation, Guid? round, string? name, HttpContext context, PushListAction push, Actor actor, CancellationToken cancel) => Push(kind, organisation, round, name, context, push, actor, cancel))
                .Allow(ExchangeActs.Write).WithTags("Exchange").Accepts<Dictionary<string, string>>(Lines, "application/json")
                .WithSummary($"Pushes a list of {kind.Plural} to be reviewed before anything of it enters: one JSON object a line, its values by the id of the data element. Needs Idempotency-Key.")
                .WithDescription($"For connected systems. The list becomes an import for the organisation (the system's own where none is named) under the given name: it is cleaned and checked at once, and people mend, decide, review and undo it like a file. Elements are those of the data standard that lists of this kind can hold; another is refused and named; answers to a collection form name its round. At most {PushRowsAction.MostRows} lines and 2 MB. Each line counts as a row of the day's budget; when it is spent the answer is 429 with Retry-After.")
                .Produces<PushAnswer>(202).ProducesProblem(401).ProducesProblem(403).ProducesProblem(422).ProducesProblem(429);
        }
        routes.MapGet("/api/v1/exchange/imports/{id:guid}", Standing)
            .Allow(ExchangeActs.Write).WithTags("Exchange")
            .WithSummary("How a list stands that this system pushed.")
            .WithDescription("For connected systems. The state of the import and its rows in numbers: those that can enter or did, those with faults, those that wait for a decision. What is wrong with a row is told to the people who mend it.")
            .Produces<PushedView>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> Push(PushedKind kind, Guid? organisation, Guid? round, string? name, HttpContext context, PushListAction push, Actor actor, CancellationToken cancel)
    {
        var (wrong, lines) = await Read(context.Request.Body, cancel);
        if (wrong is not null)
        {
            return wrong.ToProblem();
        }
        var (refusal, client, batch) = await push.Run(kind, organisation, round, name, lines!, actor, cancel);
        return refusal is null ? Results.Json(new PushAnswer(batch, lines!.Rows.Count, $"/api/v1/exchange/imports/{batch}"), KeptJson.Form, statusCode: 202)
            : client is null ? refusal.ToProblem()
            : ChangesApi.Spent(context, client, context.RequestServices.GetRequiredService<ExchangeBudgetQuery>());
    }

    private static async Task<IResult> Standing(Guid id, PushListAction push, Actor actor, CancellationToken cancel) =>
        await push.Find(id, actor, cancel) is { } batch
            ? Results.Json(new PushedView(batch.Id, batch.State, batch.FileName, batch.Fit, batch.Faulty, batch.Waiting, batch.Created, batch.Changed, batch.Unchanged, batch.Conflicts), KeptJson.Form)
            : PlatformRefusals.Missing.ToProblem();

    /// <summary>All lines, or the first that is none: a list is taken as a whole.</summary>
    private static async Task<(Refusal? Refusal, SentLines? Lines)> Read(Stream body, CancellationToken cancel)
    {
        using var reader = new StreamReader(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<IReadOnlyDictionary<string, string>> rows = [];
        var size = 0L;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            if (rows.Count == PushRowsAction.MostRows)
            {
                return (ExchangeRefusals.TooManyLines.With(PushRowsAction.MostRows), null);
            }
            var bytes = Encoding.UTF8.GetBytes(line);
            hash.AppendData(bytes);
            size += bytes.Length;
            if (Row(line, bytes) is not { } row)
            {
                return (ExchangeRefusals.BadLine, null);
            }
            rows.Add(row);
        }
        return (null, new SentLines(size, hash.GetHashAndReset(), rows));
    }

    /// <summary>The values of a line; null where it is none. Numbers are taken as they are written.</summary>
    private static Dictionary<string, string>? Row(string line, byte[] bytes)
    {
        try
        {
            if (!KeptText.IsInJson(bytes))
            {
                return null;
            }
            using var document = JsonDocument.Parse(line, Strictly);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null)
                ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind switch { JsonValueKind.String => p.Value.GetString()!, JsonValueKind.Number => p.Value.GetRawText(), _ => "" })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came of a push.</summary>
/// <param name="Import">The import that the rows became.</param>
/// <param name="Address">Where to ask how it stands.</param>
internal sealed record PushAnswer(Guid Import, int Rows, string Address);

/// <summary>How a pushed list stands.</summary>
/// <param name="Fit">Rows that can enter, or did.</param>
/// <param name="Waiting">Rows whose twin waits for a decision.</param>
/// <param name="Created">Foreseen before it enters, afterwards what was done; likewise Changed and Unchanged.</param>
/// <param name="Conflicts">Values that would replace one from its authoritative source.</param>
internal sealed record PushedView(Guid Import, ImportState State, string Name, int Fit, int Faulty, int Waiting, int Created, int Changed, int Unchanged, int Conflicts);
