using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Platform;

namespace Zhijian.Modules.Federation;

/// <summary>Between institutions: signed monthly figures go out and come in, and the figures of several institutions are seen as one sum.</summary>
public sealed class FederationModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(OrganisationsModule), typeof(FiguresModule)];

    public IReadOnlyList<string> Acts => [FederationActs.See, FederationActs.Share, FederationActs.Admit];

    public IEnumerable<MenuEntry> Menu => [new(73, "federation.menu", "building-bank", "/federation", actor => actor.May(FederationActs.See))];

    public void AddServices(IServiceCollection services)
    {
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Sender>().ToTable("federation_sender").Property(s => s.Version).IsConcurrencyToken();
        model.Entity<FiguresPackage>().ToTable("figures_package");
    }
}

/// <summary>What a post of the committee may do between institutions.</summary>
public static class FederationActs
{
    /// <summary>See the figures of the institutions, and open their packages.</summary>
    public const string See = "federation.see";

    /// <summary>Sign the own figures of a month, and take in what others signed.</summary>
    public const string Share = "federation.share";

    /// <summary>Say whose packages are taken in, and stop it.</summary>
    public const string Admit = "federation.admit";
}
