namespace Zhijian.Modules.Rules;

/// <summary>The kinds of organisational life; who is expected, how often and by which majority stands in the rule pack <c>organisational-life</c>.</summary>
public enum ActivityKind
{
    BranchMembersMeeting,
    BranchCommitteeMeeting,
    GroupMeeting,
    PartyLecture,
    ThemePartyDay,
    OrganizationalLifeMeeting,
    GeneralBranchMeeting,

    /// <summary>A joint activity of several organisations.</summary>
    LinkageActivity,

    VolunteerService,
    DemocraticAppraisal,
}
