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

    /// <summary>Keeps the tree and the accounts; sees no records of organisations through this post.</summary>
    SystemAdministrator,

    /// <summary>Grants rights by appointing to posts, and explains them; sees no records of organisations through this post.</summary>
    SecurityAdministrator,

    /// <summary>Reads the trail of all acts and writes nothing.</summary>
    AuditAdministrator,
}

/// <summary>Posts that keep the platform instead of leading an organisation.</summary>
public static class Administrators
{
    /// <summary>They neither sit on the committee nor stand in for a reviewer.</summary>
    public static readonly string[] Posts = [nameof(PostKind.SystemAdministrator), nameof(PostKind.SecurityAdministrator), nameof(PostKind.AuditAdministrator)];
}
