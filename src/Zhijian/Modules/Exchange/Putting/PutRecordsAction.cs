using System.Text.Json;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Importing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Putting;

/// <summary>A record as a line names it.</summary>
internal sealed record BroughtRecord(string SourceKey, JsonElement Record);

/// <summary>
/// Takes records of a connected system in, each by its key in the source: new ones are entered, known ones corrected, by the actions and rules of the pages. A refused record leaves nothing and does not keep
/// the others from entering. Each counts as a row of the day's budget, whatever came of it.
/// </summary>
internal sealed class PutRecordsAction(ZhijianDb db, Fence fence, Journal journal, ExchangeBudgetQuery budget, BroughtBook values, IServiceProvider services, InstitutionTime time)
{
    public const int LongestKey = 200;

    /// <summary>What came of each; or why none of it is taken.</summary>
    public async Task<(Refusal? Refusal, AskingClient? Client, IReadOnlyList<PutRecord> Results)> Run(RecordTaker taker, IReadOnlyList<BroughtRecord?> records, Actor actor, CancellationToken cancel)
    {
        if (await budget.Client(actor.AccountId, cancel) is not { } client || !client.Writes.Contains(taker.Plural))
        {
            return (ExchangeRefusals.NotOfItsKind, null, []);
        }
        if (!await budget.Take(client, records.Count, cancel))
        {
            return (ExchangeRefusals.BudgetSpent.With(client.RowsADay), client, []);
        }
        var acting = Acting(actor, taker);
        fence.Enclose(FencedScope.Of(acting, taker.Acts));
        List<PutRecord> results = [];
        foreach (var record in records)
        {
            var put = await One(client, taker, record, acting, cancel);
            if (put.Refusal == PlatformRefusals.Stale)
            {
                // Somebody else changed the same record at this moment, and with it all of this request was undone: it is sent again as a whole.
                return (PlatformRefusals.Stale, null, []);
            }
            results.Add(put);
        }
        int Count(PutResult result) => results.Count(r => r.Result == result);
        await journal.Also(new RecordPut(client.Id, client.Path, taker.Plural, Count(PutResult.Created), Count(PutResult.Changed), Count(PutResult.Unchanged), Count(PutResult.Refused)), acting, cancel);
        return (null, client, results);
    }

    private async Task<PutRecord> One(AskingClient client, RecordTaker taker, BroughtRecord? brought, Actor acting, CancellationToken cancel)
    {
        if (brought is null)
        {
            return PutRecord.Of(ExchangeRefusals.BadLine);
        }
        if (WhyNotKey(brought.SourceKey) is { } refusal)
        {
            return PutRecord.Of(refusal);
        }
        // Two requests with the same new key: the second finds what the first made.
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 8))", new { key = $"{client.Id}/{taker.Plural}/{brought.SourceKey}" }, cancel);
        var known = await ThingOf(client, taker.Plural, brought.SourceKey, cancel);
        var put = await Put(client, taker, known, brought, acting, cancel);
        // What was refused half-way must not be saved with the next.
        db.ChangeTracker.Clear();
        if (put is { Result: PutResult.Created, Id: { } id })
        {
            await fence.Run(
                "insert into exchange_source_key (client_id, plural, source_key, thing_id, path, at) values (@Id, @Plural, @SourceKey, @thing, @Path, @at)",
                new { client.Id, taker.Plural, brought.SourceKey, thing = id, client.Path, at = time.Now }, cancel);
        }
        return put;
    }

    /// <summary>With where its values came from.</summary>
    private async Task<PutRecord> Put(AskingClient client, RecordTaker taker, Guid? known, BroughtRecord brought, Actor acting, CancellationToken cancel)
    {
        values.Begin(new BroughtBy(client.Id, client.Name, client.Source, brought.SourceKey));
        try
        {
            var put = await taker.In(services).Put(known, brought.Record, new Bringing(this, client, taker, acting), acting, cancel);
            if (put is { Id: { } id, Path: { } path })
            {
                await values.Note(taker.EntityKind, id, path, put.Set, put.Version, cancel);
            }
            return put;
        }
        finally
        {
            values.End();
        }
    }

    private Task<Guid?> ThingOf(AskingClient client, string plural, string key, CancellationToken cancel) =>
        fence.Row<Guid?>("select thing_id from exchange_source_key where client_id = @Id and plural = @plural and source_key = @key", new { client.Id, plural, key }, cancel);

    /// <summary>The system that brings a record, as its taker asks it.</summary>
    private sealed class Bringing(PutRecordsAction action, AskingClient client, RecordTaker taker, Actor acting) : IBringsRecord
    {
        public Task<Guid?> OrganisationOf(string key, CancellationToken cancel) => action.ThingOf(client, "organisations", key, cancel);

        public Task<IReadOnlySet<string>> Withhold(Guid id, IReadOnlyList<BroughtValue> values, CancellationToken cancel) => action.Withhold(taker, id, values, acting, cancel);
    }

    private Task<IReadOnlySet<string>> Withhold(RecordTaker taker, Guid id, IReadOnlyList<BroughtValue> brought, Actor acting, CancellationToken cancel) => values.Withhold(taker.EntityKind, id, brought, acting, cancel);

    private static Refusal? WhyNotKey(string? key) =>
        string.IsNullOrWhiteSpace(key) || key.Length > LongestKey || key.Any(char.IsControl) ? ExchangeRefusals.BadKey.With(LongestKey).At("sourceKey") : null;

    /// <summary>The system with the acts that its records need, at its own place and nowhere else.</summary>
    private static Actor Acting(Actor actor, RecordTaker taker)
    {
        var post = actor.Posts.First(p => p.Post == ProgramsOfExchange.Post);
        var acting = post with { Grants = [.. post.Grants, .. taker.Acts.Select(a => new Grant(a, Reach.OwnAndBelow))] };
        return actor with { Posts = [acting], Space = acting };
    }
}
