using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Zhijian.Platform;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Architecture;

/// <summary>The rules between folders, each as a question that answers with the breaches. Asked of the program, and of small fixtures that break every one.</summary>
internal sealed partial class ModuleMap(IReadOnlyList<Type> types, string root)
{
    /// <summary>Root types whose work is rows, wiring or pages; the rest of a module's root are things and rules.</summary>
    private static readonly string[] WorkingNames = ["Module", "Rows", "Tables", "Query", "Action", "Job", "Routes", "Page", "Panel", "Book", "Sql", "Api", "Source"];

    /// <summary>Single root types that touch the database, each with the reason.</summary>
    private static readonly Dictionary<string, string> WorkingTypes = new()
    {
        ["PostsOfToday"] = "answers the platform's question who an account is today",
        ["FigureRebuild"] = "recomputes the derived tables",
        ["HandingIn"] = "hands a record to the review with the moment it happened",
        ["InstitutionReader"] = "reads the institution's name at the start",
        ["PathRewrite"] = "moves the rows of a moved organisation to its new path",
        ["DemonstrationUniversity"] = "loads the demonstration",
        ["Overview"] = "reads itself from the one round trip of the home pages",
        ["QuarterBoard"] = "reads itself from the one round trip of the home pages",
    };

    private static readonly Type[] Clocks = [typeof(TimeProvider), typeof(InstitutionTime)];

    private static readonly string[] OutsideOfRules = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Npgsql", "Dapper", "System.Net", "System.Data"];

    private readonly IModule[] _modules = [.. types.Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IModule))).Select(t => (IModule)Activator.CreateInstance(t)!)];

    public IEnumerable<IModule> Modules => _modules;

    /// <summary>The module in whose folder the type lies; null for the platform and the program itself.</summary>
    public string? Home(Type type) => type.Namespace?.StartsWith(root + ".Modules.", StringComparison.Ordinal) == true ? type.Namespace[(root.Length + ".Modules.".Length)..].Split('.')[0] : null;

    public IEnumerable<string> FoldersWithoutModule() =>
        types.Select(Home).OfType<string>().Distinct().Where(h => _modules.All(m => Home(m.GetType()) != h)).Select(h => $"Modules/{h} has no class that implements IModule");

    public IEnumerable<string> UndeclaredNeeds() => Distinct(
        from use in Uses()
        where !Needs(use.FromModule).Contains(use.ToModule)
        select $"{use.From} mentions {use.To}, but {use.FromModule} does not need {use.ToModule}");

    public IEnumerable<string> ReachesIntoSubFolders() => Distinct(
        from use in Uses()
        where use.To.Namespace != $"{root}.Modules.{use.ToModule}"
        select $"{use.From} reaches into {use.To}");

    public IEnumerable<string> Circles()
    {
        List<string> found = [];
        void Walk(string module, string[] path)
        {
            if (path.Contains(module))
            {
                found.Add(string.Join(" → ", [.. path, module]));
                return;
            }
            foreach (var need in Needs(module))
            {
                Walk(need, [.. path, module]);
            }
        }
        foreach (var module in _modules)
        {
            Walk(Home(module.GetType())!, []);
        }
        return found;
    }

    public IEnumerable<string> PlatformMentioningModules() => Distinct(
        from type in types
        where type.Namespace?.StartsWith(root + ".Platform", StringComparison.Ordinal) == true
        from used in Code.Mentions(type)
        where Home(used) is not null
        select $"{type} mentions {used}");

    public IEnumerable<string> RulesTouchingTheWorld() => Distinct(
        from type in types
        where IsThing(type)
        from used in Code.Mentions(type)
        where Clocks.Contains(used) || used == typeof(Fence) || used == typeof(ZhijianDb) || used == typeof(Journal)
            || OutsideOfRules.Any(f => used.Namespace?.StartsWith(f, StringComparison.Ordinal) == true)
        select $"{type} is a thing of its module and mentions {used}");

    /// <summary>SQL texts of a module that change another module's tables, or read those of a module it doesn't need.</summary>
    public IEnumerable<string> SqlOnForeignTables(IReadOnlyDictionary<string, string> moduleOfTable, IReadOnlyDictionary<string, string> bulkWriters) => Distinct(
        from type in types
        let home = Home(type)
        where home is not null && !bulkWriters.ContainsKey(type.Name) && !bulkWriters.ContainsKey(home)
        from step in Code.Steps(type)
        where step.Text is not null
        from Match mention in TableMention().Matches(step.Text!)
        let table = mention.Groups["table"].Value
        where moduleOfTable.ContainsKey(table) && moduleOfTable[table] != home
        let changes = !mention.Groups["verb"].Value.StartsWith("from", StringComparison.OrdinalIgnoreCase) && !mention.Groups["verb"].Value.StartsWith("join", StringComparison.OrdinalIgnoreCase)
        where changes || !Needs(home).Contains(moduleOfTable[table])
        select $"{type}: '{mention.Value}' {(changes ? "changes" : "reads")} a table of {moduleOfTable[table]}");

    private bool IsThing(Type type) =>
        Home(type) is { } home && type.Namespace == $"{root}.Modules.{home}"
        && !type.IsAssignableTo(typeof(IComponent)) && !type.IsAssignableTo(typeof(IModule))
        && !type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IWhen<>))
        && !WorkingNames.Any(n => type.Name.EndsWith(n, StringComparison.Ordinal)) && !WorkingTypes.ContainsKey(type.Name);

    private HashSet<string> Needs(string module) => [.. _modules.Where(m => Home(m.GetType()) == module).SelectMany(m => m.Needs).Select(Home).OfType<string>()];

    private IEnumerable<Use> Uses() =>
        from type in types
        let home = Home(type)
        where home is not null
        from used in Code.Mentions(type)
        let there = Home(used)
        where there is not null && there != home
        select new Use(type, Code.Outermost(used), home, there);

    private static string[] Distinct(IEnumerable<string> breaches) => [.. breaches.Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex("""(?<verb>\b(from|join|insert into|update|delete from|copy|truncate))\s+(only\s+)?(?<table>[a-z_]+)\b""", RegexOptions.IgnoreCase)]
    private static partial Regex TableMention();

    private sealed record Use(Type From, Type To, string FromModule, string ToModule);
}
