using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Federation.Handing;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Standards;
using Zhijian.Platform;

namespace Zhijian.Modules.Federation;

/// <summary>
/// Between institutions: signed monthly figures go out and come in, and the figures of several institutions are seen as one sum; people who go from one to another are handed on with their history.
/// </summary>
public sealed class FederationModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(FiguresModule), typeof(ImportingModule)];

    public IReadOnlyList<string> Acts => [FederationActs.See, FederationActs.Share, FederationActs.Admit, FederationActs.HandOn, FederationActs.Receive];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Decisions, 73, "federation.menu", "building-bank", "/federation", actor => actor.May(FederationActs.See))];

    public void AddServices(IServiceCollection services)
    {
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Sender>().ToTable("federation_sender").Property(s => s.Version).IsConcurrencyToken();
        model.Entity<FiguresPackage>().ToTable("figures_package");
        model.Entity<HandedPackage>().ToTable("handed_package");
        model.Entity<HandedDocument>().ToTable("handed_document");
        model.Entity<ReceivedPackage>().ToTable("received_package");
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

    /// <summary>Hand on what is kept of people to another institution, sealed values included; with a reason.</summary>
    public const string HandOn = "federation.hand-on";

    /// <summary>Take in people whom another institution handed on, as an import.</summary>
    public const string Receive = "federation.receive";
}
