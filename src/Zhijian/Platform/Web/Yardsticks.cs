using System.Security.Cryptography;
using Npgsql;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Web;

/// <summary>
/// What the benchmark measures everything else against, in the same process and signed in like the rest. Off unless <c>Zhijian:Yardsticks</c> is true.
/// Deliberately written by hand, without the program's own conveniences.
/// </summary>
internal static class Yardsticks
{
    private const string Switch = "Zhijian:Yardsticks";

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IConfiguration>().GetValue<bool>(Switch))
        {
            return;
        }
        routes.MapGet("/yardstick/hello", () => Results.Json(new { hello = "world" })).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/yardstick/one", One).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        // A yardstick of one row and one commit: as a POST, the unit of the request would add a row and a commit of its own.
        routes.MapGet("/yardstick/insert", Insert).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    /// <summary>One row by key in a scoped transaction, in three round trips: begin with the scope, the question, commit.</summary>
    private static async Task<object> One(FencedPools pools, Actor actor, CancellationToken cancel)
    {
        await using var connection = await pools.For(FencedScope.Of(actor)).OpenConnectionAsync(cancel);
        await Begin(connection, FencedScope.Of(actor), cancel);
        string? name = null;
        await using (var question = new NpgsqlCommand("select name from member where id = $1", connection))
        {
            question.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actor.MemberId });
            name = (string?)await question.ExecuteScalarAsync(cancel);
        }
        await Run(connection, "COMMIT", cancel);
        return new { id = actor.MemberId, name };
    }

    /// <summary>One durable insert in a scoped transaction with a commit of its own.</summary>
    private static async Task<object> Insert(FencedPools pools, Actor actor, CancellationToken cancel)
    {
        var key = Guid.CreateVersion7().ToString("N");
        await using var connection = await pools.For(FencedScope.Of(actor)).OpenConnectionAsync(cancel);
        await Begin(connection, FencedScope.Of(actor), cancel);
        await using (var insert = new NpgsqlCommand("insert into answered_request(account_id, key, route, body_hash, status, headers, body, at) values ($1, $2, 'yardstick', $3, 200, '{}', $4, now())", connection))
        {
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actor.AccountId });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData([1]) });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = [] });
            await insert.ExecuteNonQueryAsync(cancel);
        }
        await Run(connection, "COMMIT", cancel);
        return new { key };
    }

    private static async Task Begin(NpgsqlConnection connection, FencedScope scope, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("BEGIN"), Fence.Enclosing(scope) } };
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
