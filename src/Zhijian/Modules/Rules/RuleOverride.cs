namespace Zhijian.Modules.Rules;

/// <summary>
/// A value that one level of the tree sets for itself and those below, such as a longer notice or a shorter term.
/// It may only be stricter than what stands above it, unless the level above allows relaxing.
/// </summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Key">Which of its values, as in <see cref="RuleValue.Key"/>.</param>
/// <param name="Value">The new value, written as in a pack.</param>
/// <param name="By">Who decided it and by which paper; it joins the clause in every reference.</param>
/// <param name="AllowRelaxBelow">Whether the levels below may be laxer than this.</param>
public sealed record RuleOverride(string RuleId, string Key, string Value, string By, bool AllowRelaxBelow = false);

/// <summary>An override that does not hold, with the reason.</summary>
public sealed record OverrideRefusal(RuleOverride Override, string ReasonKey, IReadOnlyList<object> ReasonValues, RuleReference? Rule);

/// <summary>The rules with the overrides that hold, and the ones that do not.</summary>
public sealed record LocalRules(RulesInForce Rules, IReadOnlyList<OverrideRefusal> Refused);
