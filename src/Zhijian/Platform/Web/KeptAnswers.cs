using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Web;

/// <summary>A changing request as its idempotency key names it: the same account, key, route and body are the same request.</summary>
/// <param name="BodyHash">SHA-256 of what the request asks for.</param>
public sealed record KeyedRequest(Guid AccountId, string Key, string Route, byte[] BodyHash)
{
    private const int LongestKey = 200;

    /// <summary>Null where the key is missing or too long: answer <c>platform.key-missing</c>.</summary>
    public static KeyedRequest? Of(HttpContext context, Actor actor, string? key, byte[] bodyHash) =>
        IsKey(key) ? new KeyedRequest(actor.AccountId, key!, $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", bodyHash) : null;

    /// <summary>The request at hand of a route that writes in groups; its key and its text were looked at before the route was asked.</summary>
    public static KeyedRequest OfGroup(HttpContext context) => (KeyedRequest)context.Items[typeof(KeyedRequest)]!;

    public static bool IsKey(string? key) => key is { Length: > 0 and <= LongestKey };

    /// <summary>Whether another request with the same key asks for the same.</summary>
    public bool IsSame(string route, byte[] bodyHash) => Route == route && BodyHash.AsSpan().SequenceEqual(bodyHash);

    public bool IsSame(KeyedRequest other) => IsSame(other.Route, other.BodyHash);
}

/// <summary>
/// The answers that were given, kept beside the rows they tell of, so that a repeated request gets the same one. Nobody else reads or writes these rows:
/// single requests go through <see cref="UnitOfRequest"/>, groups that are written in one statement put <see cref="EarlierOf"/> and <see cref="Keep"/> into it,
/// other groups ask with <see cref="FindMany"/> and end with <see cref="KeepAndCommit"/>.
/// </summary>
public static class KeptAnswers
{
    internal const string FindOne = "select route, body_hash as BodyHash, status, headers, body from answered_request where account_id = @AccountId and key = @Key";

    internal const string KeepOne = "insert into answered_request(account_id, key, route, body_hash, status, headers, body, at) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// <summary>For a group: the answers that were given to its keys, by the place in the group from 1. Values: <c>accounts</c> and <c>keys</c>.</summary>
    internal const string FindMany =
        """
        select a.n::int as n, r.route, r.body_hash as BodyHash, r.status, r.headers, r.body
        from unnest(@accounts, @keys) with ordinality as a(account_id, key, n) join answered_request r on r.account_id = a.account_id and r.key = a.key
        """;

    private const string KeepMany =
        """
        insert into answered_request(account_id, key, route, body_hash, status, headers, body, at)
        select a.account_id, a.key, a.route, a.body_hash, a.status, a.headers::jsonb, a.body, $8 from unnest($1, $2, $3, $4, $5, $6, $7) as a(account_id, key, route, body_hash, status, headers, body)
        """;

    /// <summary>The next set as <see cref="FindMany"/> asked for it: what was answered, by the place in the group from 1.</summary>
    internal static async Task<IReadOnlyDictionary<int, KeptAnswer>> ReadMany(SqlMapper.GridReader sets) =>
        (await sets.ReadAsync<EarlierAnswer>()).ToDictionary(e => e.N, e => new KeptAnswer(e.Route, e.BodyHash, e.Status, e.Headers, e.Body));

    /// <summary>Keeps the answers of a group and commits what was written with them, in one round trip.</summary>
    internal static Task KeepAndCommit(Fence fence, IReadOnlyList<(KeyedRequest Request, KeptAnswer Answer)> group, DateTimeOffset now, CancellationToken cancel) => fence.Commit(
        KeepMany,
        values =>
        {
            Add(values, NpgsqlDbType.Uuid, group.Select(g => g.Request.AccountId));
            Add(values, NpgsqlDbType.Text, group.Select(g => g.Request.Key));
            Add(values, NpgsqlDbType.Text, group.Select(g => g.Request.Route));
            Add(values, NpgsqlDbType.Bytea, group.Select(g => g.Request.BodyHash));
            Add(values, NpgsqlDbType.Integer, group.Select(g => g.Answer.Status));
            Add(values, NpgsqlDbType.Text, group.Select(g => g.Answer.Headers));
            Add(values, NpgsqlDbType.Bytea, group.Select(g => g.Answer.Body));
            values.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        }, cancel);

    private static void Add<T>(NpgsqlParameterCollection values, NpgsqlDbType type, IEnumerable<T> column) => values.Add(new NpgsqlParameter<T[]> { TypedValue = [.. column], NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <summary>The answer that was given to this key, whatever was asked with it; null where there was none.</summary>
    public static Task<KeptAnswer?> Find(Fence fence, KeyedRequest request, CancellationToken cancel) => fence.Row<KeptAnswer>(FindOne, new { request.AccountId, request.Key }, cancel);

    /// <summary>For a statement over a group: for each row of <paramref name="asked"/> (n, account_id, key, route, hash) whose key was answered before its n, the body of that answer, and whether it is the same request.</summary>
    public static string EarlierOf(string asked) =>
        $"select a.n, r.body, r.route = a.route and r.body_hash = a.hash as same from {asked} a join answered_request r on r.account_id = a.account_id and r.key = a.key";

    /// <summary>For a statement over a group: keeps the JSON answers of these rows (account_id, key, route, hash, body, at).</summary>
    public static string Keep(string answered) =>
        $$"""
        insert into answered_request (account_id, key, route, body_hash, status, headers, body, at)
        select account_id, key, route, hash, 200, '{"Content-Type":"application/json; charset=utf-8"}', body, at from {{answered}}
        """;

    private sealed class EarlierAnswer
    {
        public int N { get; set; }

        public string Route { get; set; } = "";

        public byte[] BodyHash { get; set; } = [];

        public int Status { get; set; }

        public string Headers { get; set; } = "";

        public byte[] Body { get; set; } = [];
    }
}

/// <summary>An answer as it was given.</summary>
public sealed record KeptAnswer(string Route, byte[] BodyHash, int Status, string Headers, byte[] Body)
{
    public bool IsFor(KeyedRequest request) => request.IsSame(Route, BodyHash);

    /// <summary>The answer that something was made at an address, with its version as ETag.</summary>
    internal static KeptAnswer Created(KeyedRequest request, string address, object view, int version) => new(
        request.Route, request.BodyHash, StatusCodes.Status201Created,
        JsonSerializer.Serialize(new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8", ["Location"] = address, ["ETag"] = $"\"v{version}\"" }),
        JsonSerializer.SerializeToUtf8Bytes(view, view.GetType(), JsonSerializerOptions.Web));

    /// <summary>The answer that it was done, without a word: for a page that stays as it is.</summary>
    internal static KeptAnswer Silent(KeyedRequest request) => new(request.Route, request.BodyHash, StatusCodes.Status204NoContent, "{}", []);

    /// <summary>The answer that leads to a page of ours, which then says this sentence.</summary>
    internal static KeptAnswer Redirect(KeyedRequest request, string to, Said said) => new(
        request.Route, request.BodyHash, StatusCodes.Status302Found,
        JsonSerializer.Serialize(new Dictionary<string, string> { ["Location"] = to, ["Set-Cookie"] = said.ToCookie() }), []);

    /// <summary>As the result of a route that writes in groups.</summary>
    internal IResult ToResult(bool again) => new Given(this, again);

    /// <summary>Gives it to whoever asks, the first time or again.</summary>
    internal async Task Give(HttpContext context, bool again)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!)
        {
            if (name == "Set-Cookie")
            {
                // What this request itself sets stands beside it.
                context.Response.Headers.Append(name, value);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }
        if (again)
        {
            context.Response.Headers["Idempotent-Replayed"] = "true";
        }
        if (Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(Body);
        }
    }

    private sealed class Given(KeptAnswer answer, bool again) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => answer.Give(httpContext, again);
    }
}
