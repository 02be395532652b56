namespace Zhijian.Modules.Rules;

/// <summary>
/// One version of a dated, cited set of rules, as read from a file in <c>rules/</c>.
/// <see cref="Fingerprint"/> is the SHA-256 of the file's text, so that two servers can tell whether they judge by the same rules.
/// </summary>
public sealed record RulePack(
    string Id,
    string Version,
    PackTitle Title,
    DateOnly InForceFrom,
    DateOnly? InForceUntil,
    IReadOnlyList<RuleSource> Sources,
    IReadOnlyList<Rule> Rules,
    string Fingerprint,
    string File)
{
    /// <summary>Whether the pack is in force on the day; <see cref="InForceUntil"/> is the last day of its force.</summary>
    public bool IsInForce(DateOnly date) => date >= InForceFrom && (InForceUntil is null || date <= InForceUntil);

    /// <summary>The rule with this id, which must exist.</summary>
    public Rule Rule(string id) =>
        Rules.FirstOrDefault(rule => rule.Id == id) ?? throw new KeyNotFoundException($"Pack {Id} has no rule {id}.");
}

/// <summary>The pack's name in both languages.</summary>
public sealed record PackTitle(string Zh, string En);

/// <summary>Where rules come from: a regulation, notice or our own proposal, with its date and how sure the reading is.</summary>
public sealed record RuleSource(string Id, PackTitle Title, DateOnly Date, SourceTag Tag);

/// <summary>How sure the wording of a source is.</summary>
public enum SourceTag
{
    /// <summary>Wording seen in the source.</summary>
    V,

    /// <summary>Seen in a secondary source only.</summary>
    S,

    /// <summary>From memory.</summary>
    M,

    /// <summary>Sources conflict; a default was chosen.</summary>
    X,

    /// <summary>Our reading or proposal, not a rule.</summary>
    R,
}

/// <summary>
/// One rule as people may see it: source, clause, severity and values.
/// Its title is the text <c>rules.rule.ID</c>. <see cref="Tightening"/> says in which direction a lower level may change a value.
/// </summary>
public sealed record Rule(
    string Id,
    string Shape,
    RuleSource Source,
    string Clause,
    SourceTag Tag,
    Severity Severity,
    IReadOnlyList<RuleValue> Values,
    IReadOnlyDictionary<string, Tightening> Tightening,
    bool AllowRelax,
    int Line,
    RuleReference Reference)
{
    /// <summary>The text key of the rule's title.</summary>
    public string TitleKey => $"rules.rule.{Id}";

    /// <summary>The value at this key as it is written in the pack, or null.</summary>
    public string? Value(string key) => Values.FirstOrDefault(value => value.Key == key)?.Text;
}

/// <summary>One value of a rule, flattened for reading: <c>layers.0.limitWorkingDays</c> and <c>3</c>.</summary>
public sealed record RuleValue(string Key, string Text);

/// <summary>Which changes of a value make a rule stricter.</summary>
public enum Tightening
{
    /// <summary>A higher number is stricter.</summary>
    Higher,

    /// <summary>A lower number is stricter.</summary>
    Lower,

    /// <summary>Switching it on is stricter.</summary>
    On,

    /// <summary>Switching it off is stricter.</summary>
    Off,
}
