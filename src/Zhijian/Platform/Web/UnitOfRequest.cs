using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using NpgsqlTypes;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web;

/// <summary>
/// One request, one transaction, one answer. A reading request ends without a commit. A changing request must carry an idempotency key;
/// its rows, its trace and its answer are committed together before the first byte leaves, so that a repeated key gets the same answer
/// and an answer is never given for something that was lost.
/// </summary>
internal sealed class UnitOfRequest(RequestDelegate next)
{
    public const string KeyField = "_key";
    public const string KeyHeader = "Idempotency-Key";
    private static readonly object Secret = new();

    public async Task Invoke(HttpContext context, Fence fence, Actor actor, TimeProvider clock)
    {
        var cancel = context.RequestAborted;
        var endpoint = context.GetEndpoint();
        if (endpoint is null || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method) || endpoint.Metadata.GetMetadata<WritesNothingAttribute>() is not null)
        {
            await next(context);
            await fence.Rollback();
            return;
        }
        if (await Keyed(context, actor, cancel) is not { } request)
        {
            return;
        }
        if (endpoint.Metadata.GetMetadata<GroupedWriteAttribute>() is not null)
        {
            context.Items[typeof(KeyedRequest)] = request;
            await next(context);
            await fence.Rollback();
            return;
        }
        await RunOnce(context, request, fence, context.RequestServices.GetRequiredService<Journal>(), actor, clock, cancel);
    }

    /// <summary>The answer of this request holds a secret that is shown once: it is not kept, and a repeated key is told so.</summary>
    public static void ShowsSecretOnce(HttpContext context) => context.Items[Secret] = true;

    /// <summary>The request by its key; null where it has none or holds no text, which is then answered.</summary>
    private static async Task<KeyedRequest?> Keyed(HttpContext context, Actor actor, CancellationToken cancel)
    {
        var key = await KeyOf(context);
        if (!KeyedRequest.IsKey(key))
        {
            await Problems.Write(context, PlatformWebRefusals.KeyMissing);
            return null;
        }
        if (!await HoldsText(context.Request, cancel))
        {
            await Problems.Write(context, PlatformWebRefusals.Unreadable);
            return null;
        }
        return KeyedRequest.Of(context, actor, key, await BodyHash(context, cancel));
    }

    private async Task RunOnce(HttpContext context, KeyedRequest request, Fence fence, Journal journal, Actor actor, TimeProvider clock, CancellationToken cancel)
    {
        if (actor.AccountId != Guid.Empty)
        {
            var earlier = await Earlier(fence, request, context.GetEndpoint()!.Metadata.GetMetadata<ReshapesTreeAttribute>() is not null, cancel);
            if (earlier is not null)
            {
                await fence.Rollback();
                await Repeat(context, earlier, request);
                return;
            }
        }
        await using var buffer = new MemoryStream();
        var body = context.Features.Get<IHttpResponseBodyFeature>()!;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer));
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(cancel);
        }
        finally
        {
            context.Features.Set(body);
        }
        if (journal.HasRecorded && context.Response.StatusCode < 500)
        {
            if (actor.AccountId != Guid.Empty && context.Response.StatusCode < 400)
            {
                await KeepAndCommit(context, fence, request, buffer, clock.GetUtcNow());
            }
            else
            {
                await fence.Commit(CancellationToken.None);
            }
        }
        else
        {
            await fence.Rollback();
        }
        if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, ContentType: "text/plain" })
        {
            // The page does not show this form any more; the framework says so without a word.
            context.Response.Clear();
            await Problems.Write(context, PlatformRefusals.Stale);
            return;
        }
        buffer.Position = 0;
        await buffer.CopyToAsync(context.Response.Body, cancel);
    }

    private static async Task<bool> HoldsText(HttpRequest request, CancellationToken cancel)
    {
        if (request.HasFormContentType)
        {
            return (await request.ReadFormAsync(cancel)).All(f => KeptText.Is(f.Key) && f.Value.All(KeptText.Is));
        }
        if (!request.HasJsonContentType())
        {
            return true;
        }
        request.EnableBuffering();
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancel);
        request.Body.Position = 0;
        return KeptText.IsInJson(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static async Task<string?> KeyOf(HttpContext context) =>
        context.Request.Headers.TryGetValue(KeyHeader, out var header) ? header.ToString()
        : context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))[KeyField].ToString()
        : null;

    /// <summary>What makes two requests the same: the fields and the names and contents of files, or the bytes of the body. Tokens differ each time and don't count.</summary>
    private static async Task<byte[]> BodyHash(HttpContext context, CancellationToken cancel)
    {
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(cancel);
            List<string?[]> parts = [.. form.Where(f => f.Key is not ("__RequestVerificationToken" or KeyField)).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (string?[])[f.Key, .. f.Value])];
            foreach (var file in form.Files)
            {
                await using var content = file.OpenReadStream();
                parts.Add([file.Name, file.FileName, Convert.ToHexString(await SHA256.HashDataAsync(content, cancel))]);
            }
            return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts));
        }
        context.Request.EnableBuffering();
        var hash = await SHA256.HashDataAsync(context.Request.Body, cancel);
        context.Request.Body.Position = 0;
        return hash;
    }

    /// <summary>Waits for a request with the same key that is still running, then looks for its answer: in a statement of its own, which sees what was committed meanwhile.</summary>
    private static async Task<KeptAnswer?> Earlier(Fence fence, KeyedRequest request, bool reshapesTree, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            {(reshapesTree ? TreeLock.Alone : TreeLock.Shared)}, pg_advisory_xact_lock(hashtextextended(@Key, @Seed))::text;
            {KeptAnswers.FindOne};
            """,
            new { request.Key, Seed = BitConverter.ToInt64(request.AccountId.ToByteArray(), 8), request.AccountId }, cancel);
        await sets.ReadAsync();
        return await sets.ReadFirstOrDefaultAsync<KeptAnswer>();
    }

    private static async Task Repeat(HttpContext context, KeptAnswer earlier, KeyedRequest request)
    {
        if (!earlier.IsFor(request))
        {
            await Problems.Write(context, PlatformWebRefusals.KeyReused);
            return;
        }
        if (earlier is { Status: StatusCodes.Status410Gone, Body.Length: 0 })
        {
            await Problems.Write(context, PlatformWebRefusals.ShownOnce);
            return;
        }
        await earlier.Give(context, again: true);
    }

    private static async Task KeepAndCommit(HttpContext context, Fence fence, KeyedRequest request, MemoryStream buffer, DateTimeOffset now)
    {
        var secret = context.Items.ContainsKey(Secret);
        string[] kept = secret ? [] : ["Content-Type", "Location", "ETag"];
        var headers = context.Response.Headers.Where(h => kept.Contains(h.Key)).ToDictionary(h => h.Key, h => h.Value.ToString());
        // The sentence for the page after the redirect belongs to the answer; no other cookie does.
        if (context.Response.Headers.SetCookie.LastOrDefault(Said.IsIn) is { } said)
        {
            headers["Set-Cookie"] = said;
        }
        await fence.Commit(
            KeptAnswers.KeepOne,
            values =>
            {
                values.Add(new NpgsqlParameter<Guid> { TypedValue = request.AccountId });
                values.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
                values.Add(new NpgsqlParameter<string> { TypedValue = request.Route });
                values.Add(new NpgsqlParameter<byte[]> { TypedValue = request.BodyHash });
                values.Add(new NpgsqlParameter<int> { TypedValue = secret ? StatusCodes.Status410Gone : context.Response.StatusCode });
                values.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(headers), NpgsqlDbType = NpgsqlDbType.Jsonb });
                values.Add(new NpgsqlParameter<byte[]> { TypedValue = secret ? [] : buffer.ToArray() });
                values.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
            }, CancellationToken.None);
    }
}

/// <summary>Refusals of the request itself, before any module is asked.</summary>
internal static class PlatformWebRefusals
{
    public static readonly Refusal KeyMissing = new("platform.key-missing", RefusalKind.BadInput);
    public static readonly Refusal KeyReused = new("platform.key-reused", RefusalKind.BadInput);
    public static readonly Refusal ShownOnce = new("platform.shown-once", RefusalKind.NotAllowedNow);
    public static readonly Refusal FormExpired = new("platform.form-expired", RefusalKind.BadInput);
    public static readonly Refusal VersionMissing = new("platform.version-missing", RefusalKind.Stale);
    public static readonly Refusal ConfirmFirst = new("platform.confirm-first", RefusalKind.NotYours);
    public static readonly Refusal FromElsewhere = new("platform.from-elsewhere", RefusalKind.NotYours);
    public static readonly Refusal SignInFirst = new("platform.sign-in-first", RefusalKind.NotYours);
    public static readonly Refusal Unreadable = new("platform.unreadable", RefusalKind.BadInput);
    public static readonly Refusal TooLarge = new("platform.too-large", RefusalKind.BadInput);
    public static readonly Refusal Conflict = new("platform.conflict", RefusalKind.NotAllowedNow);
    public static readonly Refusal Busy = new("platform.busy", RefusalKind.NotAllowedNow);
    public static readonly Refusal DiskFull = new("platform.disk-full", RefusalKind.NotAllowedNow);
    public static readonly Refusal Broken = new("platform.broken", RefusalKind.NotAllowedNow);
}
