using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Zhijian.Modules.Rules.Reading;

/// <summary>A pack with the YAML values of its rules, before they become typed.</summary>
internal sealed record PackDocument(RulePack Pack, IReadOnlyList<RuleDocument> Rules);

/// <summary>A rule with its YAML values and examples.</summary>
internal sealed record RuleDocument(Rule Rule, YamlMappingNode Values, YamlMappingNode Whole);

/// <summary>Reads the frame of every pack: title, validity, sources and rules with their source, severity and values.</summary>
internal static class PackReader
{
    public static IReadOnlyList<PackDocument> Read(IReadOnlyList<PackText> texts, List<RulePackProblem> problems)
    {
        var documents = texts.Select(text => Read(text, problems)).OfType<PackDocument>().ToList();
        CheckValidity(documents, problems);
        return documents;
    }

    private static PackDocument? Read(PackText text, List<RulePackProblem> problems)
    {
        if (Root(text, problems) is not { } root) { return null; }
        var reader = new NodeReader(root, text.File, null, problems);
        var id = reader.Text("id");
        var version = reader.Text("version");
        var title = Title(reader);
        var from = reader.Date("inForceFrom");
        var until = reader.OptionalDate("inForceUntil");
        if (until < from) { reader.Complain("'inForceUntil' lies before 'inForceFrom'"); }
        var sources = reader.Maps("sources").Select(Source).ToList();
        foreach (var twice in sources.GroupBy(source => source.Id).Where(group => group.Count() > 1)) { reader.Complain($"source '{twice.Key}' stands twice"); }
        var rules = reader.Maps("rules").Select(rule => Rule(rule, id, version, sources)).ToList();
        if (rules.Count == 0) { reader.Complain("the pack has no rules"); }
        foreach (var twice in rules.GroupBy(rule => rule.Rule.Id).Where(group => group.Count() > 1))
        {
            problems.Add(new RulePackProblem(text.File, twice.Key, twice.Last().Rule.Line, "the rule stands twice"));
        }

        reader.Finish();
        var pack = new RulePack(id, version, title, from, until, sources, [.. rules.Select(rule => rule.Rule)], Fingerprint(text.Text), text.File);
        return new PackDocument(pack, rules);
    }

    private static YamlMappingNode? Root(PackText text, List<RulePackProblem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text.Text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) { return root; }
            problems.Add(new RulePackProblem(text.File, null, 1, "the file must hold one mapping"));
        }
        catch (YamlException error)
        {
            problems.Add(new RulePackProblem(text.File, null, (int)error.Start.Line, $"not readable as YAML: {error.Message}"));
        }

        return null;
    }

    private static PackTitle Title(NodeReader reader)
    {
        if (reader.Map("title") is not { } title)
        {
            reader.Complain("'title' with 'zh' and 'en' is missing");
            return new PackTitle("", "");
        }

        var read = new PackTitle(title.Text("zh"), title.Text("en"));
        title.Finish();
        return read;
    }

    private static RuleSource Source(NodeReader reader)
    {
        var source = new RuleSource(reader.Text("id"), Title(reader), reader.Date("date"), reader.Name<SourceTag>("tag"));
        reader.Finish();
        return source;
    }

    private static RuleDocument Rule(NodeReader frame, string pack, string version, List<RuleSource> sources)
    {
        var id = frame.Text("id");
        var reader = frame.Within(id);
        reader.Text("id");
        if (!id.StartsWith(pack + ".", StringComparison.Ordinal)) { reader.Complain($"the rule's id must begin with '{pack}.'"); }
        var shape = reader.Text("shape");
        var sourceId = reader.Text("source");
        var source = sources.FirstOrDefault(candidate => candidate.Id == sourceId);
        if (source is null && sourceId.Length > 0) { reader.Complain($"the pack has no source '{sourceId}'"); }
        source ??= new RuleSource(sourceId, new PackTitle("", ""), DateOnly.MinValue, SourceTag.R);
        var clause = reader.Text("clause");
        var tag = reader.OptionalName<SourceTag>("tag") ?? source.Tag;
        var severity = reader.Name<Severity>("severity");
        var relax = reader.Flag("allowRelax");
        var tightening = reader.Map("tighten")?.NamedValues<Tightening>() ?? new Dictionary<string, Tightening>();
        var values = reader.Map("values")?.Node ?? [];
        reader.Maps("examples");
        reader.Finish();
        var flat = Flatten("", values).ToList();
        foreach (var key in tightening.Keys.Where(key => flat.TrueForAll(value => value.Key != key))) { reader.Complain($"'tighten' names '{key}', which is no value of the rule"); }
        var reference = new RuleReference(pack, version, id, clause);
        return new RuleDocument(new Rule(id, shape, source, clause, tag, severity, flat, tightening, relax, reader.Line, reference), values, reader.Node);
    }

    public static IEnumerable<RuleValue> Flatten(string prefix, YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair => Flatten(Join(prefix, ((YamlScalarNode)pair.Key).Value ?? ""), pair.Value)),
        YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode) =>
            [new RuleValue(prefix, string.Join(", ", list.Children.Select(child => ((YamlScalarNode)child).Value)))],
        YamlSequenceNode list => list.Children.SelectMany((child, index) => Flatten(Join(prefix, $"{index}"), child)),
        _ => [new RuleValue(prefix, ((YamlScalarNode)node).Value ?? "")],
    };

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

    private static string Fingerprint(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));

    // Two versions of a pack may neither overlap nor leave a gap, and the last one stays in force: then every day has its rules.
    private static void CheckValidity(List<PackDocument> documents, List<RulePackProblem> problems)
    {
        foreach (var versions in documents.GroupBy(document => document.Pack.Id))
        {
            var ordered = versions.Select(document => document.Pack).OrderBy(pack => pack.InForceFrom).ToList();
            foreach (var (earlier, later) in ordered.Zip(ordered.Skip(1)))
            {
                if (earlier.Version == later.Version) { problems.Add(new RulePackProblem(later.File, null, 1, $"pack '{later.Id}' has version {later.Version} twice (also in {earlier.File})")); }
                if (earlier.InForceUntil is null || earlier.InForceUntil >= later.InForceFrom)
                {
                    problems.Add(new RulePackProblem(later.File, null, 1, $"the validity overlaps version {earlier.Version} in {earlier.File}"));
                }
                else if (earlier.InForceUntil.Value.AddDays(1) != later.InForceFrom)
                {
                    problems.Add(new RulePackProblem(later.File, null, 1, $"no version is in force between {earlier.InForceUntil:yyyy-MM-dd} and {later.InForceFrom:yyyy-MM-dd}"));
                }
            }

            if (ordered[^1].InForceUntil is not null) { problems.Add(new RulePackProblem(ordered[^1].File, null, 1, $"the last version of '{versions.Key}' must stay in force (no 'inForceUntil')")); }
        }
    }
}
