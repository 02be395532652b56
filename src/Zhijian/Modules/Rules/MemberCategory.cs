namespace Zhijian.Modules.Rules;

/// <summary>Where a person stands between application and full membership; only full members vote.</summary>
public enum MemberCategory
{
    FullMember,
    ProbationaryMember,
    DevelopmentObject,
    Activist,
    Applicant,
}
