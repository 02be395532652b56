using Zhijian.Modules.Rules;

namespace Zhijian.Modules.People;

/// <summary>A person of a branch: a full or probationary member, or somebody on the way. Belongs to exactly one branch at a time.</summary>
public sealed class Member
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The branch.</summary>
    public required Guid OrganisationId { get; set; }

    /// <summary>The branch's path.</summary>
    public required string Path { get; set; }

    /// <summary>The Party group inside the branch, where it has groups.</summary>
    public Guid? GroupId { get; set; }

    public required string Name { get; set; }

    /// <summary>Student or staff number of the institution.</summary>
    public string? InstitutionNumber { get; set; }

    public required MemberCategory Category { get; set; }

    public MembershipState State { get; set; }

    /// <summary>Date of joining: the day of the branch members' meeting that accepted the person.</summary>
    public DateOnly? JoinDate { get; set; }

    /// <summary>The day the probation expired and the person became a full member.</summary>
    public DateOnly? FullMemberDate { get; set; }

    /// <summary>GB/T 2261.1.</summary>
    public string? SexCode { get; set; }

    /// <summary>GB/T 4658.</summary>
    public string? EducationCode { get; set; }

    public string? WorkPostCode { get; set; }

    public Restricted? EthnicCode { get; set; }

    public Restricted? BirthDate { get; set; }

    public Restricted? IdentityNumber { get; set; }

    public Restricted? MobileNumber { get; set; }

    public Restricted? HomeAddress { get; set; }

    /// <summary>Set when the person left the institution's organisations.</summary>
    public DateOnly? LeftOn { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Whether the person votes: full members whose rights are not suspended (Election Regulations 2020, Art. 5).</summary>
    public bool Votes => Category == MemberCategory.FullMember && State == MembershipState.Active;
}

/// <summary>Legal status of membership; changed by organisations only, never by the program (Education Regulations 2019).</summary>
public enum MembershipState
{
    Active,
    MembershipSuspended,
    RightsSuspended,
    OnProbationWithinParty,
    Removed,
    Expelled,
    Resigned,
    Deceased,
}

/// <summary>
/// A sensitive value (classes S2 and S3). All such columns go through this one type and its one converter, so that sealing them is one change.
/// Its text never appears in a log or an interpolated string.
/// </summary>
public sealed record Restricted(string Plain)
{
    /// <summary>All but the first and last characters hidden: <c>138****0000</c>.</summary>
    public string Masked => Plain.Length <= 4 ? new string('*', Plain.Length) : Plain[..Math.Min(3, Plain.Length / 3)] + new string('*', Plain.Length - Math.Min(3, Plain.Length / 3) - Math.Min(4, Plain.Length / 3)) + Plain[^Math.Min(4, Plain.Length / 3)..];

    public override string ToString() => "***";
}

/// <summary>That a person belonged to a branch from one day to another.</summary>
public sealed class Membership
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid MemberId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required DateOnly From { get; init; }

    /// <summary>The first day on which it no longer held.</summary>
    public DateOnly? Until { get; set; }

    public string? Reason { get; init; }
}

/// <summary>That a person holds a post at an organisation for a term. Rights follow from the posts held today.</summary>
public sealed class PostHolding
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required Guid MemberId { get; init; }

    public required PostKind Post { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>The first day on which the post is no longer held; null while it is.</summary>
    public DateOnly? Until { get; set; }

    public string? EndReason { get; set; }

    public int Version { get; set; } = 1;
}
