using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>Every endpoint of the running application is guarded, by acts that exist.</summary>
public sealed class EndpointTests(World world) : IClassFixture<World>
{
    /// <summary>Endpoints that the framework adds by itself. They carry no policy, so the gate lets nobody in.</summary>
    private static readonly string[] Frameworks = ["/_framework/opaque-redirect"];

    [Fact]
    public void Every_endpoint_declares_its_policy()
    {
        var unguarded = WebApplication.CreateBuilder().Build();
        unguarded.MapGet("/forgotten", () => "");

        Assert.Equal(["/forgotten"], Undeclared(((IEndpointRouteBuilder)unguarded).DataSources));
        Breaches.None(Undeclared(world.Services.GetServices<EndpointDataSource>()).Except(Frameworks));
    }

    [Fact]
    public void Policies_name_acts_that_exist()
    {
        string[] known = [AllowAttribute.Anyone, AllowAttribute.SignedIn, .. Wiring.Modules.SelectMany(m => m.Acts)];

        Breaches.None(Endpoints(world.Services.GetServices<EndpointDataSource>())
            .SelectMany(e => e.Metadata.GetMetadata<AllowAttribute>()?.Acts.Except(known).Select(a => $"{e.RoutePattern.RawText} asks for {a}") ?? []));
    }

    [Fact]
    public void What_is_open_to_anyone_is_listed()
    {
        string[] listed = ["/sign-in", "/sign-in/second-step", "/sign-in/passkey-question", "/sign-out", "/language/{language}", "/theme/{theme}", "/not-found", "/set-up", "/invitation", "/invitation/{Code}", "/c/{Token}", "/calendar/{secret}.ics", "/openapi/{documentName}.json",
            "/certificate", "/certificate/{Code}", "/portal", "/portal/all", "/portal/{Id:guid}", "/portal/of/{Organisation:guid}", "/portal/feed.xml", "/portal/sitemap.xml", "/robots.txt", "/news/{id:guid}/files/{file:guid}"];

        Breaches.None(Endpoints(world.Services.GetServices<EndpointDataSource>())
            .Where(e => e.Metadata.GetMetadata<AllowAttribute>()?.IsForAnyone == true).Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Except(listed));
    }

    [Fact]
    public void Every_menu_entry_leads_to_a_page()
    {
        var pages = Endpoints(world.Services.GetServices<EndpointDataSource>()).Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).ToHashSet();

        Breaches.None(Wiring.Modules.SelectMany(m => m.Menu).Where(m => !pages.Contains(m.Path.Split('?')[0])).Select(m => $"{m.TextKey} leads to {m.Path}, which is no page"));
    }

    /// <summary>The request takes the lock of the tree, once: whoever changes places must therefore be marked.</summary>
    [Fact]
    public void Whatever_reshapes_the_tree_is_marked_so_that_its_request_holds_the_tree_alone()
    {
        var reshaping = Endpoints(world.Services.GetServices<EndpointDataSource>()).Where(Reshapes).ToList();

        Assert.Contains(reshaping, e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null);
        Assert.Contains(reshaping, e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is null);
        Breaches.None(reshaping.Where(e => e.Metadata.GetMetadata<ReshapesTreeAttribute>() is null).Select(e => e.RoutePattern.RawText!));
    }

    private static bool Reshapes(RouteEndpoint endpoint)
    {
        const string Action = "Zhijian.Modules.Organisations.Changes.ChangeAction";
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(p => p.ParameterType.FullName == Action) == true
            || endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.GetProperties(Any).Any(p => p.PropertyType.FullName == Action) == true;
    }

    private static IEnumerable<RouteEndpoint> Endpoints(IEnumerable<EndpointDataSource> sources) => sources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static IEnumerable<string> Undeclared(IEnumerable<EndpointDataSource> sources) =>
        Endpoints(sources).Where(e => e.Metadata.GetMetadata<AllowAttribute>() is null).Select(e => e.RoutePattern.RawText!).Distinct();
}
