using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads one YAML mapping key by key, notes every problem with its place, and in the end every key that nobody asked for.</summary>
internal sealed class NodeReader(YamlMappingNode node, string file, string? rule, List<RulePackProblem> problems)
{
    private readonly HashSet<string> asked = [];

    public int Line => (int)node.Start.Line;

    public bool Has(string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    public NodeReader Within(string ruleId) => new(node, file, ruleId, problems);

    public void Complain(string problem, YamlNode? at = null) =>
        problems.Add(new RulePackProblem(file, rule, (int)(at ?? node).Start.Line, problem));

    public string Text(string key) => OptionalText(key) ?? Missing(key, "");

    public string? OptionalText(string key)
    {
        if (Find(key) is not { } found) { return null; }
        if (found is YamlScalarNode { Value: { Length: > 0 } text }) { return text == "~" || text == "null" ? null : text; }
        if (found is not YamlScalarNode) { Complain($"'{key}' must be a single value", found); }
        return null;
    }

    public int Int(string key) => OptionalInt(key) ?? Missing(key, 0);

    public int? OptionalInt(string key)
    {
        if (OptionalText(key) is not { } text) { return null; }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) { return number; }
        Complain($"'{key}' must be a whole number of 0 or more, not '{text}'", Find(key));
        return 0;
    }

    public bool Flag(string key, bool otherwise = false)
    {
        switch (OptionalText(key))
        {
            case null: return otherwise;
            case "true": return true;
            case "false": return false;
            case var text:
                Complain($"'{key}' must be true or false, not '{text}'", Find(key));
                return otherwise;
        }
    }

    public DateOnly Date(string key) => OptionalDate(key) ?? Missing(key, DateOnly.MinValue);

    public DateOnly? OptionalDate(string key) => OptionalText(key) is { } text ? ParseDate(key, text, Find(key)) : null;

    public T Name<T>(string key)
        where T : struct, Enum => OptionalName<T>(key) ?? Missing(key, default(T));

    public T? OptionalName<T>(string key)
        where T : struct, Enum => OptionalText(key) is { } text ? ParseName<T>(key, text, Find(key)) : null;

    public IReadOnlyList<T> Names<T>(string key)
        where T : struct, Enum
    {
        var names = new List<T>();
        foreach (var item in Items(key))
        {
            if (ParseName<T>(key, item.Value ?? "", item) is not { } name) { continue; }
            if (names.Contains(name)) { Complain($"'{key}' names {name} twice", item); }
            names.Add(name);
        }

        return names;
    }

    /// <summary>A list of words; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Items(key).Select(item => item.Value ?? "")];

    public IReadOnlyList<int> Ints(string key)
    {
        var numbers = new List<int>();
        foreach (var item in Items(key))
        {
            if (int.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) { numbers.Add(number); }
            else { Complain($"'{key}' must list whole numbers, not '{item.Value}'", item); }
        }

        return numbers;
    }

    /// <summary>Days and ranges of days: <c>[2026-01-01..2026-01-03, 2026-04-04]</c>.</summary>
    public IReadOnlySet<DateOnly> Dates(string key)
    {
        var dates = new HashSet<DateOnly>();
        foreach (var item in Items(key))
        {
            var ends = (item.Value ?? "").Split("..");
            var first = ParseDate(key, ends[0], item);
            var last = ends.Length == 2 ? ParseDate(key, ends[1], item) : first;
            if (first is null || last is null) { continue; }
            if (last < first || last.Value.DayNumber - first.Value.DayNumber > 366) { Complain($"'{key}' has a range that runs backwards or over a year: '{item.Value}'", item); continue; }
            for (var day = first.Value; day <= last; day = day.AddDays(1))
            {
                if (!dates.Add(day)) { Complain($"'{key}' names {day:yyyy-MM-dd} twice", item); }
            }
        }

        return dates;
    }

    public Threshold Threshold(string key)
    {
        var text = Text(key);
        if (Rules.Threshold.TryParse(text, out var threshold)) { return threshold; }
        if (text.Length > 0) { Complain($"'{key}' must be 'AtLeast' or 'MoreThan' with a fraction of at most one, such as 'AtLeast 1/2', not '{text}'", Find(key)); }
        return new Threshold(ThresholdOperator.MoreThan, new Fraction(1, 1));
    }

    public NodeReader? Map(string key)
    {
        if (Find(key) is not { } found) { return null; }
        if (found is YamlMappingNode map) { return new NodeReader(map, file, rule, problems); }
        Complain($"'{key}' must be a mapping", found);
        return null;
    }

    public IReadOnlyList<NodeReader> Maps(string key)
    {
        if (Find(key) is not { } found) { return []; }
        if (found is not YamlSequenceNode list)
        {
            Complain($"'{key}' must be a list", found);
            return [];
        }

        foreach (var wrong in list.Children.Where(child => child is not YamlMappingNode)) { Complain($"'{key}' must list mappings", wrong); }
        return [.. list.Children.OfType<YamlMappingNode>().Select(map => new NodeReader(map, file, rule, problems))];
    }

    /// <summary>Every key with its single value, for mappings whose keys are data.</summary>
    public IReadOnlyDictionary<string, T> NamedValues<T>()
        where T : struct, Enum
    {
        var values = new Dictionary<string, T>();
        foreach (var key in Keys())
        {
            values[key] = Name<T>(key);
        }

        return values;
    }

    public IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    public YamlMappingNode Node => node;

    /// <summary>Complains about every key that was never asked for.</summary>
    public void Finish()
    {
        foreach (var (key, _) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || !asked.Contains(name)) { Complain($"unknown key '{key}'", key); }
        }
    }

    private YamlNode? Find(string key)
    {
        asked.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;
    }

    private IEnumerable<YamlScalarNode> Items(string key)
    {
        if (Find(key) is not { } found) { return []; }
        if (found is YamlSequenceNode list && list.Children.All(child => child is YamlScalarNode)) { return list.Children.Cast<YamlScalarNode>(); }
        Complain($"'{key}' must be a list of single values", found);
        return [];
    }

    private DateOnly? ParseDate(string key, string text, YamlNode? at)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) { return date; }
        Complain($"'{key}' must be a date such as 2026-01-31, not '{text}'", at);
        return null;
    }

    private T? ParseName<T>(string key, string text, YamlNode? at)
        where T : struct, Enum
    {
        if (Enum.GetNames<T>().Contains(text)) { return Enum.Parse<T>(text); }
        Complain($"'{key}' knows no {typeof(T).Name} '{text}'; it is one of {string.Join(", ", Enum.GetNames<T>())}", at);
        return null;
    }

    private T Missing<T>(string key, T otherwise)
    {
        // A value that is there but wrong has been complained about already.
        if (Find(key) is null or YamlScalarNode { Value: null or "" or "~" or "null" }) { Complain($"'{key}' is missing"); }
        return otherwise;
    }
}
