namespace Zhijian.Modules.Rules;

/// <summary>A post that a person holds in an organisation for a term.</summary>
public enum PostKind
{
    Secretary,
    DeputySecretary,
    OrganizationCommissioner,
    PublicityCommissioner,
    DisciplineCommissioner,
    YouthCommissioner,
    UnitedFrontCommissioner,
    ConfidentialityCommissioner,
    GroupLeader,
    Organizer,
    CommitteeMember,
    StandingCommitteeMember,

    /// <summary>A reviewer of the committee's organisation department (second review).</summary>
    OrganizationDepartment,

    /// <summary>The committee's office (final review and committee home).</summary>
    CommitteeOffice,

    /// <summary>Keeps accounts and settings; sees no records of organisations through this post.</summary>
    SystemAdministrator,
}
