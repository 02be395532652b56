using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Zhijian.Modules.Rules.Reading;

/// <summary>Lays overrides over packs, one after the other from the top of the tree downward.</summary>
internal sealed class OverrideReader(DateOnly from, IReadOnlyList<PackDocument> shipped)
{
    private readonly Dictionary<(string Rule, string Key), bool> relaxable = [];
    private readonly List<OverrideRefusal> refused = [];
    private IReadOnlyList<PackDocument> documents = shipped;
    private RulesInForce? bound;

    public LocalRules Apply(IEnumerable<RuleOverride> overrides)
    {
        foreach (var change in overrides) { Apply(change); }
        return new LocalRules(bound ?? PackBinder.Bind(from, documents, []), refused);
    }

    private void Apply(RuleOverride change)
    {
        void Refuse(string reason, RuleReference? rule, params object[] values) => refused.Add(new OverrideRefusal(change, reason, values, rule));

        var pack = documents.FirstOrDefault(document => document.Rules.Any(rule => rule.Rule.Id == change.RuleId));
        var rule = pack?.Rules.First(candidate => candidate.Rule.Id == change.RuleId);
        if (rule?.Rule.Value(change.Key) is not { } current)
        {
            Refuse("rules.reason.override-unknown", rule?.Rule.Reference, change.RuleId, change.Key);
            return;
        }

        var mayRelax = relaxable.GetValueOrDefault((change.RuleId, change.Key), rule.Rule.AllowRelax);
        if (!mayRelax && WhyNot(rule.Rule, change.Key, current, change.Value) is { } reason)
        {
            Refuse(reason, rule.Rule.Reference, current, change.Value);
            return;
        }

        var next = documents.Select(document => document == pack ? Replace(document, rule, change) : document).ToList();
        var problems = new List<RulePackProblem>();
        var rules = PackBinder.Bind(from, next, problems);
        if (problems.Count > 0)
        {
            Refuse("rules.reason.override-invalid", rule.Rule.Reference, change.Value, problems[0].Problem);
            return;
        }

        (documents, bound) = (next, rules);
        relaxable[(change.RuleId, change.Key)] = change.AllowRelaxBelow;
    }

    private static string? WhyNot(Rule rule, string key, string current, string value)
    {
        if (current == value) { return null; }
        if (!rule.Tightening.TryGetValue(key, out var direction)) { return "rules.reason.override-fixed"; }
        return IsAtLeastAsStrict(direction, current, value) ? null : "rules.reason.override-laxer";
    }

    private static bool IsAtLeastAsStrict(Tightening direction, string current, string value)
    {
        if (direction is Tightening.On or Tightening.Off) { return value == (direction == Tightening.On ? "true" : "false"); }
        if (Threshold.TryParse(current, out var old) && Threshold.TryParse(value, out var wanted))
        {
            return direction == Tightening.Higher ? wanted.IsAtLeastAsStrictAs(old) : old.IsAtLeastAsStrictAs(wanted);
        }

        return int.TryParse(current, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            && (direction == Tightening.Higher ? after >= before : after <= before);
    }

    // The examples of a pack belong to its own values, so an overridden rule leaves them behind.
    private static PackDocument Replace(PackDocument document, RuleDocument rule, RuleOverride change)
    {
        var values = (YamlMappingNode)Replace(rule.Values, change.Key.Split('.'), change.Value);
        var reference = rule.Rule.Reference with { Clause = $"{rule.Rule.Clause} · {change.By}" };
        var changed = new RuleDocument(
            rule.Rule with { Values = [.. PackReader.Flatten("", values)], Clause = reference.Clause, Reference = reference },
            values,
            []);
        var rules = document.Rules.Select(each => each == rule ? changed : each).ToList();
        return new PackDocument(document.Pack with { Rules = [.. rules.Select(each => each.Rule)] }, rules);
    }

    private static YamlNode Replace(YamlNode node, ReadOnlySpan<string> path, string value)
    {
        if (path.Length == 0) { return node is YamlSequenceNode ? List(value) : new YamlScalarNode(value); }
        if (node is YamlSequenceNode list)
        {
            var items = list.Children.ToList();
            var index = int.Parse(path[0], CultureInfo.InvariantCulture);
            items[index] = Replace(items[index], path[1..], value);
            return new YamlSequenceNode(items);
        }

        var copy = new YamlMappingNode();
        foreach (var (key, child) in ((YamlMappingNode)node).Children)
        {
            copy.Add(key, ((YamlScalarNode)key).Value == path[0] ? Replace(child, path[1..], value) : child);
        }

        return copy;
    }

    private static YamlSequenceNode List(string value) =>
        new(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => new YamlScalarNode(item)));
}
