namespace Zhijian.Modules.Rules;

/// <summary>What an organisation of the tree is; sizes, posts, terms and allowed parents follow from it (rule pack <c>organisation</c>).</summary>
public enum OrganisationKind
{
    UniversityCommittee,
    CollegeCommittee,
    GeneralBranch,
    DirectBranch,
    Branch,
    JointBranch,
    ProjectBranch,
    TemporaryBranch,
    FloatingMembersOrganisation,
    PartyGroup,
}
