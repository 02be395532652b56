using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Tokens;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>Defines a connected system with an account of its own, or changes what one may do. It does nothing before somebody else has approved it.</summary>
internal sealed class DefineClientAction(ZhijianDb db, Fence fence, Journal journal, ExchangeCatalogueQuery catalogue, ClientQuery clients, ActorCache actors, InstitutionTime time)
{
    public async Task<(Decision<ClientDefined> Decision, Guid Id)> Run(Guid? organisation, ClientData data, Actor actor, CancellationToken cancel)
    {
        var path = organisation is null ? null : await fence.Row<string>("select path from organisation where id = @organisation and dissolved_on is null", new { organisation }, cancel);
        if (path is null || !actor.May(ExchangeActs.Manage, path))
        {
            return (ExchangeRefusals.NoSuchOrganisation, Guid.Empty);
        }
        var account = new Account { DisplayName = data.Name?.Trim() ?? "", Path = path, UserName = "exchange-" + Guid.CreateVersion7().ToString("N"), SecurityStamp = Guid.NewGuid().ToString("N") };
        account.NormalizedUserName = account.UserName.ToUpperInvariant();
        var client = new ExchangeClient { Path = path, OrganisationId = organisation!.Value, AccountId = account.Id };
        if (client.Define(data, catalogue.Known, actor.MemberId, actor.Name, time.Now) is { } refusal)
        {
            return (refusal, Guid.Empty);
        }
        db.Add(account);
        db.Add(client);
        return (await journal.Record<ClientDefined>(new ClientDefined(client.Id, path, client.Name, client.Elements, client.Writes, client.RowsADay), actor, cancel), client.Id);
    }

    public async Task<Decision<ClientChanged>> Change(Guid id, ClientData data, int seen, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(ExchangeActs.Manage, client.Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (client.Version != seen)
        {
            return PlatformRefusals.Stale;
        }
        if (client.Define(data, catalogue.Known, actor.MemberId, actor.Name, time.Now) is { } refusal)
        {
            return refusal;
        }
        fence.AfterCommit(actors.ForgetAll);
        return await journal.Record<ClientChanged>(new ClientChanged(client.Id, client.Path, client.Name, client.Elements, client.Writes, client.RowsADay), actor, cancel);
    }
}

/// <summary>Lets a connected system in, or shuts it out.</summary>
internal sealed class SwitchClientAction(Fence fence, Journal journal, ClientQuery clients, ActorCache actors, InstitutionTime time)
{
    public async Task<Decision<ClientApproved>> Approve(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(ExchangeActs.Approve, client.Path))
        {
            return PlatformRefusals.NotYours;
        }
        fence.AfterCommit(actors.ForgetAll);
        return await journal.Record(client.Approve(actor.MemberId, actor.Name, seen, time.Now), actor, cancel);
    }

    public async Task<Decision<ClientSwitchedOff>> Off(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client)
        {
            return PlatformRefusals.Missing;
        }
        fence.AfterCommit(actors.ForgetAll);
        return await journal.Record(client.SwitchOff(actor.Name, time.Now), actor, cancel);
    }
}

/// <summary>The tokens of a connected system.</summary>
internal sealed class ClientTokensAction(ZhijianDb db, ClientQuery clients, CreateTokenAction create, RevokeTokenAction revoke, InstitutionTime time)
{
    /// <summary>A new token; it is told once.</summary>
    public async Task<(Decision<TokenMade> Decision, string? Token)> Make(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await clients.Find(id, actor, cancel) is not { } client)
        {
            return (PlatformRefusals.Missing, null);
        }
        return !actor.May(ExchangeActs.Manage, client.Path)
            ? (PlatformRefusals.NotYours, null)
            : await create.Run(await db.FindAsync<Account>([client.AccountId], cancel), $"exchange {time.Today:yyyy-MM-dd}", actor, cancel);
    }

    public async Task<Decision<TokenRevoked>> Revoke(Guid id, Guid token, Actor actor, CancellationToken cancel) =>
        await clients.Find(id, actor, cancel) is { } client ? await revoke.Run(token, t => t.AccountId == client.AccountId, actor, cancel) : PlatformRefusals.Missing;
}
