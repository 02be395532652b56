using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>How long the counts of a day are kept beside its overview.</summary>
internal sealed class CountTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("security_count", "(day + 1)::timestamp at time zone @zone")];
}
