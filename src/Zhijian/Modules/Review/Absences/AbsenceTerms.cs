using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Review.Absences;

/// <summary>How long absences are kept once they are over.</summary>
internal sealed class AbsenceTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("review_absence", "(last_day + 1)::timestamp at time zone @zone")];
}
