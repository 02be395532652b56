using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Exchange.Clients;
using Zhijian.Modules.Exchange.Webhooks;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Exchange;

/// <summary>Connected systems: what each may read and bring, the feed of changes, webhooks.</summary>
public sealed class ExchangeModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(StandardsModule), typeof(ImportingModule)];

    public IReadOnlyList<string> Acts => [ExchangeActs.Manage, ExchangeActs.Approve, ExchangeActs.Read, ExchangeActs.Write];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Platform, 82, "exchange.menu", "plug-connected", "/exchange", actor => actor.May(ExchangeActs.Manage) || actor.May(ExchangeActs.Approve))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IActsAsProgram, ProgramsOfExchange>();
        services.AddScoped<IHoldsDataKeys, WebhookDataKeys>();
        services.AddSingleton(s => OutsideNetworks.From(s.GetRequiredService<IConfiguration>().GetSection("Zhijian:Exchange:AllowedNetworks").Get<string[]>() ?? []));
        services.AddSingleton<WebhookSender>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ExchangeClient>().ToTable("exchange_client").Property(c => c.Version).IsConcurrencyToken();
        model.Entity<Webhook>(e =>
        {
            e.ToTable("exchange_webhook");
            SealedRows.Describe(e);
        });
        model.Entity<WebhookDelivery>().ToTable("webhook_delivery");
    }
}

/// <summary>What a post, or a connected system, may do with exchange.</summary>
public static class ExchangeActs
{
    /// <summary>Define connected systems, give them tokens and webhooks, switch them off.</summary>
    public const string Manage = "exchange.manage";

    /// <summary>Approve what somebody else defined; switch off.</summary>
    public const string Approve = "exchange.approve";

    /// <summary>Read the feed of changes. Held by connected systems, by no post.</summary>
    public const string Read = "exchange.read";

    /// <summary>Bring records. Held by connected systems, by no post.</summary>
    public const string Write = "exchange.write";
}

/// <summary>The rows of connected systems.</summary>
public static class ExchangeRows
{
    extension(ZhijianDb db)
    {
        public DbSet<ExchangeClient> ExchangeClients => db.Set<ExchangeClient>();

        public DbSet<Webhook> Webhooks => db.Set<Webhook>();

        public DbSet<WebhookDelivery> WebhookDeliveries => db.Set<WebhookDelivery>();
    }
}
