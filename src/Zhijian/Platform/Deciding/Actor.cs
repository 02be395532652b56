namespace Zhijian.Platform.Deciding;

/// <summary>
/// Who is asking: built once per request from the session, handed to rules as a value.
/// A person may hold several posts; <see cref="Space"/> is the one they work in now (null: their own member space).
/// </summary>
public sealed record Actor
{
    /// <summary>Somebody who has not signed in.</summary>
    public static readonly Actor Nobody = new() { Name = "" };

    public Guid AccountId { get; init; }

    public Guid MemberId { get; init; }

    public required string Name { get; init; }

    /// <summary>The path of the branch the person belongs to as a member; empty for accounts without a member.</summary>
    public string HomePath { get; init; } = "";

    public Guid? HomeOrganisationId { get; init; }

    /// <summary>Every post held today.</summary>
    public IReadOnlyList<HeldPost> Posts { get; init; } = [];

    /// <summary>The post whose space is open; null in the member space.</summary>
    public HeldPost? Space { get; init; }

    /// <summary>The name of the system actor (a job, the sign-in) when no person acts; null for people.</summary>
    public string? SystemName { get; init; }

    /// <summary>What this person must do at their sign-in before anything else; until then they hold no post here.</summary>
    public SignInDuty Duty { get; init; }

    public bool IsSignedIn => AccountId != Guid.Empty || SystemName is not null;

    public bool IsSystem => SystemName is not null;

    /// <summary>Whether any post held today grants the act anywhere.</summary>
    public bool May(string act) => IsSystem || Posts.Any(p => p.Grants.Any(g => g.Act == act));

    /// <summary>Whether a post held today grants the act on things of the organisation at this path.</summary>
    public bool May(string act, string path) => IsSystem || PostThatMay(act, path) is not null;

    /// <summary>The post by which this person may do the act at this path; the post of the open space is preferred.</summary>
    public HeldPost? PostThatMay(string act, string path) =>
        Space is { } space && space.Covers(act, path) ? space : Posts.FirstOrDefault(p => p.Covers(act, path));

    /// <summary>A named program part that acts by itself inside its own declared scope.</summary>
    public static Actor OfSystem(string name) => new() { Name = name, SystemName = name };
}

/// <summary>A post held today at one organisation, with what it may do there.</summary>
/// <param name="Post">The identifier of the post kind, for example <c>Secretary</c>.</param>
/// <param name="Level">The level of space of the organisation: Committee, GeneralBranch, Branch.</param>
public sealed record HeldPost(Guid Id, string Post, Guid OrganisationId, string OrganisationName, string Path, string Level, IReadOnlyList<Grant> Grants)
{
    /// <summary>Whether records are seen through this post at all. One that only keeps the platform opens the fence where its own acts are asked for, and nowhere else.</summary>
    public bool SeesContent { get; init; } = true;

    public bool Covers(string act, string path) => Grants.Any(g => g.Act == act && g.Reaches(Path, path));
}

/// <summary>One act a post may do, and how far from its own organisation.</summary>
public sealed record Grant(string Act, Reach Reach)
{
    public bool Reaches(string own, string path) => Reach switch
    {
        Reach.Own => path == own,
        Reach.Below => path.Length > own.Length && path.StartsWith(own, StringComparison.Ordinal),
        _ => path.StartsWith(own, StringComparison.Ordinal),
    };
}

/// <summary>How far a post's act reaches.</summary>
public enum Reach
{
    /// <summary>Only the organisation at which the post is held.</summary>
    Own,

    /// <summary>Only organisations below it.</summary>
    Below,

    /// <summary>The organisation and everything below it.</summary>
    OwnAndBelow,
}

/// <summary>What somebody must do at their sign-in before anything else.</summary>
public enum SignInDuty
{
    None,

    /// <summary>Set up a second factor: they review or administer.</summary>
    SecondFactor,

    /// <summary>Choose a new password: theirs ran out.</summary>
    NewPassword,
}
