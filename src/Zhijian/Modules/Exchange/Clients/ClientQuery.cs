using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>Connected systems as those see them who define or approve them.</summary>
internal sealed class ClientQuery(ZhijianDb db, Fence fence, InstitutionTime time)
{
    private const int MostDeliveries = 50;

    public async Task<List<ClientRow>> All(Actor actor, CancellationToken cancel)
    {
        var rows = await fence.Rows<ClientRow>(
            """
            select c.id, c.name, c.purpose, c.state, c.path, o.name as OrganisationName, c.rows_a_day as RowsADay, coalesce(u.rows, 0) as UsedToday
            from exchange_client c join organisation o on o.id = c.organisation_id left join exchange_use u on u.client_id = c.id and u.day = @today
            order by c.name, c.id
            """, new { today = time.Today }, cancel);
        return rows.FindAll(r => Sees(actor, r.Path));
    }

    /// <summary>One that this person may see, to be changed or not.</summary>
    public async Task<ExchangeClient?> Find(Guid id, Actor actor, CancellationToken cancel) =>
        await db.ExchangeClients.FirstOrDefaultAsync(c => c.Id == id, cancel) is { } client && Sees(actor, client.Path) ? client : null;

    public async Task<ClientDetail?> Detail(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await db.ExchangeClients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancel) is not { } client || !Sees(actor, client.Path))
        {
            return null;
        }
        var organisation = await fence.Row<string>("select name from organisation where id = @OrganisationId", new { client.OrganisationId }, cancel);
        var used = await fence.Row<long?>("select rows from exchange_use where client_id = @id and day = @today", new { id, today = time.Today }, cancel) ?? 0;
        var tokens = await db.AccountTokens.AsNoTracking().Where(t => t.AccountId == client.AccountId).OrderByDescending(t => t.CreatedAt).Take(20).ToListAsync(cancel);
        var webhook = await db.Webhooks.AsNoTracking().FirstOrDefaultAsync(w => w.ClientId == id, cancel);
        var deliveries = await db.WebhookDeliveries.AsNoTracking().Where(d => d.ClientId == id).OrderByDescending(d => d.MadeAt).ThenByDescending(d => d.Id).Take(MostDeliveries).ToListAsync(cancel);
        return new ClientDetail(client, organisation ?? "", used, tokens, webhook, deliveries);
    }

    private static bool Sees(Actor actor, string path) => actor.May(ExchangeActs.Manage, path) || actor.May(ExchangeActs.Approve, path);
}

/// <summary>A connected system in the list.</summary>
internal sealed class ClientRow
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Purpose { get; set; } = "";

    public ClientState State { get; set; }

    public string Path { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public int RowsADay { get; set; }

    public long UsedToday { get; set; }
}

/// <summary>A connected system with what belongs to it.</summary>
internal sealed record ClientDetail(ExchangeClient Client, string OrganisationName, long UsedToday, IReadOnlyList<AccountToken> Tokens, Webhook? Webhook, IReadOnlyList<WebhookDelivery> Deliveries);
