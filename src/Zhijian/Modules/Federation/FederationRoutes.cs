using System.Text;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Federation;

/// <summary>The buttons of a sender, and packages as files.</summary>
internal static class FederationRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/federation").ExcludeFromDescription();
        group.MapPost("/senders/{id:guid}/off", async (Guid id, HttpContext context, AdmitSenderAction admit, Actor actor, CancellationToken cancel) =>
            (await admit.Switch(id, on: false, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/federation/senders")).Allow(FederationActs.Admit);
        group.MapPost("/senders/{id:guid}/on", async (Guid id, HttpContext context, AdmitSenderAction admit, Actor actor, CancellationToken cancel) =>
            (await admit.Switch(id, on: true, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/federation/senders")).Allow(FederationActs.Admit).NeedsFresh();
        group.MapGet("/packages/{id:guid}/file", async (Guid id, FederationQuery known, CancellationToken cancel) => await known.Package(id, cancel) is { } package
            ? Results.File(Encoding.UTF8.GetBytes(package.Document), "application/jose+json", $"figures-{package.Month.InAddress()}-{package.Revision}.json")
            : PlatformRefusals.Missing.ToProblem()).Allow(FederationActs.See);
        group.MapGet("/handed/{id:guid}/file", async (Guid id, FederationQuery known, CancellationToken cancel) => await known.Handed(id, cancel) is { HasFile: true, Package: { } package }
            ? Results.File(Encoding.UTF8.GetBytes((await known.HandedDocument(id, cancel))!.Document), "application/jose+json", $"members-{package.Number}.json")
            : PlatformRefusals.Missing.ToProblem()).Allow(FederationActs.HandOn);
    }
}
