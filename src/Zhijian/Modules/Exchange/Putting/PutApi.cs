using System.Text;
using System.Text.Json;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Exchange.Feed;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Exchange.Putting;

/// <summary>Records that connected systems bring over the open interface: one by its key, or many as lines.</summary>
internal static class PutApi
{
    /// <summary>Lines of one request; each is a row of the day's budget.</summary>
    internal const int MostLines = 1000;

    private const string Lines = "application/x-ndjson";

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        foreach (var taker in RecordTaker.All)
        {
            var one = routes.MapPut($"/api/v1/exchange/{taker.Plural}/{{sourceKey}}", (string sourceKey, HttpContext context, PutRecordsAction put, Actor actor, CancellationToken cancel) => One(taker, sourceKey, context, put, actor, cancel))
                .Allow(ExchangeActs.Write).WithTags("Exchange").Accepts(taker.Body, "application/json")
                .WithSummary($"Brings one of {taker.Plural} by its key in the source: creates it the first time, afterwards corrects it. Needs Idempotency-Key.")
                .WithDescription("For connected systems. The same record sent again changes nothing and answers unchanged. It goes through the same rules as the pages; a refusal is answered as problem details that name the member of the body. A value whose authoritative source is another is not taken but waits for that source's owner; the answer names it under withheld. Counts as one row of the day's budget; when it is spent the answer is 429 with Retry-After.")
                .Produces<PutAnswer>(200).Produces<PutAnswer>(201).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429);
            var many = routes.MapPost($"/api/v1/exchange/{taker.Plural}", (HttpContext context, PutRecordsAction put, Words words, Actor actor, CancellationToken cancel) => Many(taker, context, put, words, actor, cancel))
                .Allow(ExchangeActs.Write).WithTags("Exchange").Accepts<PutLine>(Lines, "application/json")
                .WithSummary($"Brings many of {taker.Plural}: one JSON object a line, and one result a line in the same order. Needs Idempotency-Key.")
                .WithDescription($"For connected systems. Each line is {{\"sourceKey\": …, \"record\": …}} with the record as in PUT; at most {MostLines} lines and 2 MB. A refused line leaves nothing and does not keep the others from entering. Lines that refer to each other (an organisation and its parent, by parentKey) stand in order. The whole request counts its lines against the day's budget, or is refused with 429.")
                .Produces<PutAnswer>(200, Lines).ProducesProblem(401).ProducesProblem(403).ProducesProblem(422).ProducesProblem(429);
            if (taker.ReshapesTree)
            {
                one.WithMetadata(new ReshapesTreeAttribute());
                many.WithMetadata(new ReshapesTreeAttribute());
            }
        }
    }

    private static async Task<IResult> One(RecordTaker taker, string sourceKey, HttpContext context, PutRecordsAction put, Actor actor, CancellationToken cancel)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, Strictly, cancel);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return PlatformWebRefusals.Unreadable.ToProblem();
        }
        var (refusal, client, results) = await put.Run(taker, [new BroughtRecord(sourceKey, body.RootElement)], actor, cancel);
        if (refusal is not null)
        {
            return Refused(refusal, client, context);
        }
        var result = results[0];
        return result.Refusal is { } why ? why.ToProblem() : Results.Json(new PutAnswer(1, sourceKey, result.Result, result.Id, null, null, null, MembersOf(result)), KeptJson.Form, statusCode: result.Result == PutResult.Created ? 201 : 200);
    }

    private static async Task<IResult> Many(RecordTaker taker, HttpContext context, PutRecordsAction put, Words words, Actor actor, CancellationToken cancel)
    {
        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        List<BroughtRecord?> records = [];
        List<JsonDocument> opened = [];
        try
        {
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }
                if (records.Count == MostLines)
                {
                    return ExchangeRefusals.TooManyLines.With(MostLines).ToProblem();
                }
                records.Add(Read(line, taker, opened));
            }
            var (refusal, client, results) = await put.Run(taker, records, actor, cancel);
            if (refusal is not null)
            {
                return Refused(refusal, client, context);
            }
            var answer = new StringBuilder();
            for (var i = 0; i < results.Count; i++)
            {
                var result = results[i];
                answer.Append(JsonSerializer.Serialize(
                    new PutAnswer(i + 1, records[i]?.SourceKey, result.Result, result.Id, result.Refusal?.Code, result.Refusal is { } why ? words[why] : null, result.Refusal?.Field, MembersOf(result)), KeptJson.Form)).Append('\n');
            }
            return Results.Text(answer.ToString(), Lines, Encoding.UTF8);
        }
        finally
        {
            opened.ForEach(d => d.Dispose());
        }
    }

    private static IReadOnlyList<string> MembersOf(PutRecord result) => [.. result.Withheld.Select(BodyFields.MemberOf).Order(StringComparer.Ordinal)];

    /// <summary>Null where it is no line: then this one is refused and the others are not.</summary>
    private static BroughtRecord? Read(string line, RecordTaker taker, List<JsonDocument> opened)
    {
        try
        {
            if (!KeptText.IsInJson(Encoding.UTF8.GetBytes(line)))
            {
                return null;
            }
            var document = JsonDocument.Parse(line, Strictly);
            opened.Add(document);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || root.EnumerateObject().Count() != 2 || !root.TryGetProperty("sourceKey", out var key) || key.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("record", out var record) || record.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
            _ = record.Deserialize(taker.Body, BroughtJson.Form);
            return new BroughtRecord(key.GetString()!, record);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Refused(Refusal refusal, AskingClient? client, HttpContext context) =>
        client is null ? refusal.ToProblem() : ChangesApi.Spent(context, client, context.RequestServices.GetRequiredService<ExchangeBudgetQuery>());

    private static JsonDocumentOptions Strictly => new() { MaxDepth = 16, AllowDuplicateProperties = false };
}

/// <summary>One line of many.</summary>
/// <param name="SourceKey">The record's key in the source, at most 200 characters.</param>
/// <param name="Record">As in PUT.</param>
internal sealed record PutLine(string SourceKey, Dictionary<string, object?> Record);

/// <summary>What came of one record.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Code">Why it was refused, for programs; null where it was not.</param>
/// <param name="Detail">The same in the caller's language.</param>
/// <param name="Field">The member of the record that the refusal is about.</param>
/// <param name="Withheld">The members of the record that stay as they are, because what is kept came from their authoritative source; each waits for its owner.</param>
internal sealed record PutAnswer(int Line, string? SourceKey, PutResult Result, Guid? Id, string? Code, string? Detail, string? Field, IReadOnlyList<string> Withheld);
