namespace Zhijian.Modules.Rules;

/// <summary>
/// Names the rule behind an answer, for the trail and for people: pack, the pack's version, rule and the clause of its source.
/// The rule's title is the text <c>rules.rule.RULEID</c>.
/// </summary>
public sealed record RuleReference(string PackId, string Version, string RuleId, string Clause)
{
    /// <summary>One line for traces, such as <c>votes@1:votes.resolution</c>.</summary>
    public override string ToString() => $"{PackId}@{Version}:{RuleId}";

    /// <summary>The rule's id in such a line.</summary>
    public static string RuleIdOf(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
