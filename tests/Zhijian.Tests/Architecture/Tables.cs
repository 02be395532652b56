using System.Text.RegularExpressions;
using Zhijian.Platform.Storage;

namespace Zhijian.Architecture;

/// <summary>Which module a table belongs to, read from the folders of the schema scripts.</summary>
internal static partial class Tables
{
    /// <summary>Tables of modules only; the platform's may be read by all.</summary>
    public static IReadOnlyDictionary<string, string> ModuleOf { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var assembly = typeof(SchemaRunner).Assembly;
        var folders = assembly.GetManifestResourceNames().Where(n => n.StartsWith("Zhijian.Modules.", StringComparison.Ordinal) && n.Contains(".Schema.", StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal))
            .ToDictionary(n => n[(n.IndexOf(".Schema.", StringComparison.Ordinal) + ".Schema.".Length)..^".sql".Length], n => n.Split('.')[2]);
        return SchemaRunner.Scripts.Where(s => folders.ContainsKey(s.Name))
            .SelectMany(s => Created().Matches(s.Sql).Select(m => (Table: m.Groups[1].Value, Module: folders[s.Name])))
            .ToDictionary(t => t.Table, t => t.Module);
    }

    [GeneratedRegex("^create table (?:if not exists )?([a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex Created();
}
