using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Minutes;

/// <summary>What a rule answered, as a sentence with its clause.</summary>
internal static class RuleWords
{
    public static string Reason(Words t, string key, IReadOnlyList<object> values) => t[key, [.. values]];

    /// <summary>"9 approvals out of 17; 9 were needed. Passed. (Branch Regulations Art. 11)".</summary>
    public static string Result(Words t, VoteResult result) => t["minutes.by-rule", Reason(t, result.ReasonKey, result.ReasonValues), result.Rule.Clause];
}
