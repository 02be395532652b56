using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>How large the demonstration is. The usual one has exactly the counts of the published trial; others follow the rules' frequencies.</summary>
internal sealed record DemonstrationSize(int Organisations, int Members, int Months)
{
    /// <summary>Counts of a trial over five months that was published in 2022 (doi 10.4236/ce.2022.1311229).</summary>
    public static readonly IReadOnlyDictionary<ActivityKind, int> Trial = new Dictionary<ActivityKind, int>
    {
        [ActivityKind.ThemePartyDay] = 811,
        [ActivityKind.BranchMembersMeeting] = 156,
        [ActivityKind.BranchCommitteeMeeting] = 286,
        [ActivityKind.GroupMeeting] = 859,
        [ActivityKind.PartyLecture] = 104,
        [ActivityKind.OrganizationalLifeMeeting] = 26,
        [ActivityKind.GeneralBranchMeeting] = 472,
        [ActivityKind.LinkageActivity] = 436,
    };

    public static readonly DemonstrationSize Usual = new(34, 0, 5);

    public bool IsUsual => this == Usual;
}
