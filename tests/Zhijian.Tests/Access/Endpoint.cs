using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Access;

/// <summary>One endpoint of the running application and what can be sent to it.</summary>
internal sealed record Endpoint(string Pattern, IReadOnlyList<string> Methods, AllowAttribute? Allow, bool IsPage, IReadOnlyList<string> QueryNames, Type? BodyType, bool TakesForm, IReadOnlyList<string> Forms)
{
    public IEnumerable<string> Writes => Methods.Where(m => m is "POST" or "PUT" or "PATCH" or "DELETE");

    public static IReadOnlyList<Endpoint> All(World world) =>
        [.. world.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText != "/_framework/opaque-redirect")
            .Select(Of).GroupBy(e => e.Pattern + string.Join(',', e.Methods)).Select(g => g.First()).OrderBy(e => e.Pattern, StringComparer.Ordinal)];

    private static Endpoint Of(RouteEndpoint endpoint)
    {
        var component = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;
        var handler = endpoint.Metadata.GetMetadata<MethodInfo>();
        var accepts = endpoint.Metadata.GetMetadata<IAcceptsMetadata>();
        var route = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = component is not null
            ? component.GetProperties().Where(p => p.IsDefined(typeof(SupplyParameterFromQueryAttribute), inherit: true)).Select(p => p.GetCustomAttribute<SupplyParameterFromQueryAttribute>()!.Name ?? p.Name)
            : handler?.GetParameters().Where(p => IsText(p.ParameterType) && !route.Contains(p.Name!)).Select(p => p.Name!) ?? [];
        var body = accepts is { RequestType: { } type } && accepts.ContentTypes.Any(c => c.Contains("json", StringComparison.Ordinal)) ? type : null;
        return new Endpoint(
            "/" + endpoint.RoutePattern.RawText!.Trim('/'),
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"],
            endpoint.Metadata.GetMetadata<AllowAttribute>(), component is not null, [.. names], body,
            accepts?.ContentTypes.Any(c => c.Contains("form", StringComparison.Ordinal)) == true,
            [.. component?.GetProperties().Select(p => p.GetCustomAttribute<SupplyParameterFromFormAttribute>()?.FormName).OfType<string>().Distinct() ?? []]);
    }

    private static bool IsText(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { } plain && (plain == typeof(string) || plain == typeof(Guid) || plain == typeof(DateOnly) || plain == typeof(int) || plain.IsEnum);
}
