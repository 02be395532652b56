using System.Reflection;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform;

/// <summary>
/// The folder is the registration: every module, every class named …Action, …Query or …Job, every listener and everything that can be taken along or followed from outside is found, as pages are.
/// </summary>
internal static class Wiring
{
    private static readonly Type[] Types = [.. typeof(Wiring).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && !t.Name.Contains('<', StringComparison.Ordinal))];

    /// <summary>All modules, each once, in the order of their names.</summary>
    public static IReadOnlyList<IModule> Modules { get; } =
        [.. Types.Where(t => t.IsAssignableTo(typeof(IModule))).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => (IModule)Activator.CreateInstance(t)!)];

    public static void AddModules(this IServiceCollection services)
    {
        foreach (var module in Modules)
        {
            services.AddSingleton(module);
            module.AddServices(services);
        }
        foreach (var type in Types.Where(IsActing))
        {
            services.AddScoped(type);
        }
        foreach (var list in Types.Where(t => t.IsAssignableTo(typeof(Exports.IListExport))))
        {
            services.AddScoped(typeof(Exports.IListExport), list);
        }
        foreach (var kind in Types.Where(t => t.IsAssignableTo(typeof(Exchange.IExchangedKind))))
        {
            services.AddScoped(typeof(Exchange.IExchangedKind), kind);
        }
        foreach (var taker in Types.Where(t => t.IsAssignableTo(typeof(Exchange.ITakesRecords))))
        {
            services.AddScoped(taker);
        }
        foreach (var listener in Types)
        {
            foreach (var when in listener.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IWhen<>)))
            {
                services.AddScoped(when, listener);
            }
        }
    }

    public static void MapModules(this IEndpointRouteBuilder routes)
    {
        // Classes that only hold routes are static, which the runtime calls abstract.
        foreach (var map in typeof(Wiring).Assembly.GetTypes().Where(t => t.IsClass && !t.IsGenericTypeDefinition).Select(t => t.GetMethod("MapRoutes", BindingFlags.Public | BindingFlags.Static, [typeof(IEndpointRouteBuilder)])))
        {
            map?.Invoke(null, [routes]);
        }
    }

    private static bool IsActing(Type type) => type.Namespace?.StartsWith("Zhijian.", StringComparison.Ordinal) == true
        && (type.Name.EndsWith("Action", StringComparison.Ordinal) || type.Name.EndsWith("Query", StringComparison.Ordinal) || type.Name.EndsWith("Job", StringComparison.Ordinal));
}
