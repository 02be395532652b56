namespace Zhijian.Modules.Rules;

/// <summary>Something a rule has to say about the facts: how serious it is, the reason's text with its numbers, and the rule itself.</summary>
public sealed record RuleFinding(Severity Severity, string ReasonKey, IReadOnlyList<object> ReasonValues, RuleReference Rule)
{
    public bool Blocks => Severity == Severity.Block;
}
