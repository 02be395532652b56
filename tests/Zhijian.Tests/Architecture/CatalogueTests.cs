using System.Reflection;
using System.Text;
using Zhijian.Access;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Storage;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>docs/catalogue.md says what there is: pages, routes, acts, facts, listeners, tables. Renewed with ZHIJIAN_WRITE_CATALOGUE=1.</summary>
public sealed class CatalogueTests(World world) : IClassFixture<World>
{
    private static readonly string File = Path.Combine(World.Repository, "docs", "catalogue.md");

    [Fact]
    public async Task The_catalogue_says_what_there_is()
    {
        var catalogue = Written(await Catalog.Read(world.Database.OwnerConnection));
        if (Environment.GetEnvironmentVariable("ZHIJIAN_WRITE_CATALOGUE") == "1")
        {
            await System.IO.File.WriteAllTextAsync(File, catalogue);
        }
        var kept = System.IO.File.Exists(File) ? await System.IO.File.ReadAllTextAsync(File) : "";
        Breaches.None(catalogue.Split('\n').Except(kept.Split('\n')).Select(l => $"+ {l}").Concat(kept.Split('\n').Except(catalogue.Split('\n')).Select(l => $"- {l}"))
            .Select(l => $"docs/catalogue.md is stale (ZHIJIAN_WRITE_CATALOGUE=1 ./test -class '*CatalogueTests'): {l}"));
    }

    private string Written(Catalog catalog)
    {
        var text = new StringBuilder("# Catalogue\n\nEvery page, route, act, fact, listener and table, read from the running program. A test fails when this file is stale;\n`ZHIJIAN_WRITE_CATALOGUE=1 ./test -class '*CatalogueTests'` renews it.\n");
        var endpoints = Endpoint.All(world).Where(e => !e.Pattern.StartsWith("/_framework", StringComparison.Ordinal)).ToList();
        Table(text, "Pages", ["path", "who"], endpoints.Where(e => e.IsPage).Select(e => new[] { Coded(e.Pattern), Who(e) }));
        Table(text, "Routes", ["method", "path", "who"], endpoints.Where(e => !e.IsPage).Select(e => new[] { string.Join(", ", e.Methods), Coded(e.Pattern), Who(e) }));
        Table(text, "Acts", ["act", "module", "posts"], Wiring.Modules.SelectMany(m => m.Acts.Select(a => new[] { Coded(a), Name(m.GetType()), Posts(a) })));
        var facts = Code.Program.SelectMany(WithNested).Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IFact))).OrderBy(t => t.FullName, StringComparer.Ordinal);
        Table(text, "Facts and who listens", ["fact", "home", "listeners"], facts.Select(f => new[] { f.Name, Home(f), string.Join(", ", Listeners(f)) }));
        Table(text, "Tables", ["table", "home", "fenced by"], catalog.Tables.Select(t => new[] { Coded(t.Name), Tables.ModuleOf.GetValueOrDefault(t.Name, "Platform"), catalog.Of(t.Name).Any(c => c.Name == "path") ? "path" : t.HasPolicies ? "own policy" : "no rows of the institution" }));
        Table(text, "Parts that act with a scope of their own", ["part", "as"], Code.Program.Select(t => (Type: t, As: Widenings(t))).Where(w => w.As.Length > 0).OrderBy(w => w.Type.FullName, StringComparer.Ordinal).Select(w => new[] { $"{Home(w.Type)}: {w.Type.Name}", string.Join(", ", w.As) }));
        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append($"\n## {title}\n| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => "---|"))}\n");
        foreach (var row in rows)
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
        }
    }

    private static string Who(Endpoint endpoint) => endpoint.Allow is { } allow ? string.Join(" or ", allow.Acts) : "nobody";

    private static string Coded(string text) => $"`{text}`";

    private static string Name(Type module) => module.Name.Replace("Module", "", StringComparison.Ordinal);

    private static string Home(Type type) => type.Namespace!.Split('.') is [_, "Modules", var module, ..] ? module : "Platform";

    private static string Posts(string act) =>
        string.Join(", ", Modules.Access.AccessTable.Load().All.Where(g => g.Grant.Act == act).GroupBy(g => g.Level).OrderBy(g => g.Key).Select(g => $"{g.Key}: {string.Join("/", g.Select(p => p.Post.ToString()).Distinct().Order(StringComparer.Ordinal))}"));

    private static IEnumerable<string> Listeners(Type fact) =>
        Code.Program.SelectMany(WithNested).Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IWhen<>) && i.GetGenericArguments()[0] == fact)).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static string[] Widenings(Type type) =>
        [.. Code.Steps(type).Where(s => s.Member is FieldInfo field && field.FieldType == typeof(SystemActor) && type != typeof(SystemActors)).Select(s => s.Member!.Name).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Prepend(type);
}
