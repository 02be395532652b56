using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Exchange.Feed;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Exchange.Webhooks;

/// <summary>Sets where a connected system is told of changes; its secret is told once. Another address or secret is another webhook.</summary>
internal sealed class WebhookAction(ZhijianDb db, Journal journal, ClientQuery clients, ChangesQuery changes, InstitutionTime time)
{
    public async Task<(Decision<WebhookSet> Decision, string? Secret)> Set(Guid id, string? url, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client)
        {
            return (PlatformRefusals.Missing, null);
        }
        if (!actor.May(ExchangeActs.Manage, client.Path))
        {
            return (PlatformRefusals.NotYours, null);
        }
        var address = url?.Trim();
        if (!Webhook.IsAddress(address))
        {
            return (ExchangeRefusals.BadAddress, null);
        }
        if (await db.Webhooks.AnyAsync(w => w.ClientId == id, cancel))
        {
            return (ExchangeRefusals.HasWebhook, null);
        }
        var secret = Webhook.NewSecret();
        db.Add(new Webhook { Path = client.Path, ClientId = id, Url = address!, Secret = new Restricted(secret), Position = await changes.Newest(cancel), SetAt = time.Now, SetByName = actor.Name });
        return (await journal.Record<WebhookSet>(new WebhookSet(id, client.Path, address!), actor, cancel), secret);
    }

    public async Task<Decision<WebhookRemoved>> Remove(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client || await db.Webhooks.FirstOrDefaultAsync(w => w.ClientId == id, cancel) is not { } webhook)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(ExchangeActs.Manage, client.Path))
        {
            return PlatformRefusals.NotYours;
        }
        db.Remove(webhook);
        return await journal.Record<WebhookRemoved>(new WebhookRemoved(id, client.Path, webhook.Url), actor, cancel);
    }

    public async Task<Decision<DeliverySentAgain>> SendAgain(Guid id, Guid delivery, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client || await db.WebhookDeliveries.FirstOrDefaultAsync(d => d.Id == delivery && d.ClientId == id, cancel) is not { } told)
        {
            return PlatformRefusals.Missing;
        }
        return actor.May(ExchangeActs.Manage, client.Path) ? await journal.Record(told.SendAgain(time.Now), actor, cancel) : PlatformRefusals.NotYours;
    }
}

/// <summary>Tells connected systems that something changed, and tells again what did not arrive.</summary>
internal sealed class TellSystemsJob(Fence fence, IServiceScopeFactory scopes, WebhookSender sender, ChangesQuery changes, TimeProvider clock) : IRecurring
{
    /// <summary>Sent in one turn; the rest follows in the next.</summary>
    private const int AtOnce = 100;

    /// <summary>Long enough for one try; who was ended meanwhile leaves it to the next.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    public static TimeSpan Every => TimeSpan.FromSeconds(30);

    public static bool RunsBeside => true;

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        await Note(cancel);
        for (var sent = 0; sent < AtOnce && await Next(cancel) is { } due; sent++)
        {
            await Send(due, cancel);
        }
    }

    /// <summary>One delivery for each system of whose things something changed since it was told last, however much it was.</summary>
    private async Task Note(CancellationToken cancel)
    {
        var waiting = await fence.Rows<WebhookRow>(
            """
            select w.id, w.path, w.client_id as ClientId, w.position, c.elements
            from exchange_webhook w join exchange_client c on c.id = w.client_id where w.is_on and c.state = 'On' order by w.id for update of w skip locked
            """, null, cancel);
        foreach (var webhook in waiting)
        {
            var client = new AskingClient { Id = webhook.ClientId, Path = webhook.Path, Elements = webhook.Elements };
            var found = await changes.Entries(client, webhook.Position, 1000, cancel);
            if (found.Entries.Count > 0)
            {
                var now = clock.GetUtcNow();
                var body = JsonSerializer.Serialize(new Told("changes.available", now, new ToldData(Cursor.Of(webhook.Position), [.. found.Entries.Select(e => e.Kind).Distinct().Order(StringComparer.Ordinal)])), KeptJson.Form);
                await fence.Run(
                    "insert into webhook_delivery (id, path, webhook_id, client_id, body, made_at, due_at, tries, state) values (@delivery, @Path, @Id, @ClientId, @body, @now, @now, 0, 'Waiting')",
                    new { delivery = Guid.CreateVersion7(), webhook.Path, webhook.Id, webhook.ClientId, body, now }, cancel);
            }
            await fence.Run("update exchange_webhook set position = @Reached where id = @Id", new { webhook.Id, found.Reached }, cancel);
        }
        await fence.Commit(cancel);
    }

    private async Task<Guid?> Next(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var id = await fence.Row<Guid?>(
            """
            update webhook_delivery set due_at = @claimed where id = (
              select d.id from webhook_delivery d join exchange_webhook w on w.id = d.webhook_id join exchange_client c on c.id = d.client_id
              where d.due_at <= @now and w.is_on and c.state = 'On' order by d.due_at limit 1 for update of d skip locked)
            returning id
            """, new { now, claimed = now + Claim }, cancel);
        await fence.Commit(cancel);
        return id;
    }

    /// <summary>No transaction is open while the other side takes its time.</summary>
    private async Task Send(Guid id, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (own, db) = (scope.ServiceProvider.GetRequiredService<Fence>(), scope.ServiceProvider.GetRequiredService<ZhijianDb>());
        using var widened = own.As(SystemActors.Jobs);
        if (await db.WebhookDeliveries.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id, cancel) is not { } delivery || await db.Webhooks.AsNoTracking().FirstOrDefaultAsync(w => w.Id == delivery.WebhookId, cancel) is not { } webhook)
        {
            return;
        }
        var secret = webhook.Secret.Plain;
        await own.Rollback();
        var (status, problem) = await sender.Send(webhook.Url, delivery.MessageId, secret, delivery.Body, clock.GetUtcNow(), cancel);
        delivery.Tried(status, problem, clock.GetUtcNow());
        await own.Run(
            "update webhook_delivery set due_at = @DueAt, tries = @Tries, state = @State, answered = @Answered, problem = @Problem, delivered_at = @DeliveredAt where id = @Id",
            new { delivery.Id, delivery.DueAt, delivery.Tries, State = delivery.State.ToString(), delivery.Answered, delivery.Problem, delivery.DeliveredAt }, cancel);
        if (status == 410)
        {
            await own.Run("update exchange_webhook set is_on = false where id = @Id", new { webhook.Id }, cancel);
        }
        await own.Commit(cancel);
    }

    private sealed class WebhookRow
    {
        public Guid Id { get; set; }

        public string Path { get; set; } = "";

        public Guid ClientId { get; set; }

        public long Position { get; set; }

        public string[] Elements { get; set; } = [];
    }

    /// <summary>What is sent.</summary>
    private sealed record Told(string Type, DateTimeOffset Timestamp, ToldData Data);

    /// <summary>From where to ask the feed, and which kinds changed.</summary>
    private sealed record ToldData(string After, IReadOnlyList<string> Kinds);
}

/// <summary>The keys by which webhooks' secrets are sealed.</summary>
internal sealed class WebhookDataKeys(Fence fence, Vault vault) : DataKeyColumn(fence, vault, "exchange_webhook");

/// <summary>How long deliveries are kept.</summary>
internal sealed class WebhookTerms : Platform.Privacy.IKeepsForATerm
{
    public static IReadOnlyList<Platform.Privacy.RetentionRule> Rules => [new("webhook_delivery", "made_at")];
}
