using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Organisations;

/// <summary>
/// A grassroots Party organisation as it stands today. Its <see cref="Path"/> is its place in the tree, written into every row that belongs to it;
/// what it was called and where it stood on an earlier day is in its <see cref="OrganisationVersion"/>s.
/// </summary>
public sealed class Organisation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Segment of the path: given once, never used again.</summary>
    public required int Number { get; init; }

    /// <summary>Numbers from the root down, for example <c>1.9.107.</c></summary>
    public required string Path { get; set; }

    public Guid? ParentId { get; set; }

    public required OrganisationKind Kind { get; set; }

    public required string Name { get; set; }

    /// <summary>The name in pinyin, by which it is looked for. It follows the name whoever writes it, so nothing sets it; rows from before are filled by <see cref="Browse.SpellOrganisationsJob"/>.</summary>
    public string? Spelled
    {
        get => Platform.Writing.Spelling.OfName(Name)?.Syllables;
        private set { }
    }

    public required DateOnly FoundedOn { get; init; }

    /// <summary>The first day on which it no longer exists; null while it does.</summary>
    public DateOnly? DissolvedOn { get; set; }

    /// <summary>Who the members are: teachers, students, staff, retired people; null where mixed.</summary>
    public Population? Population { get; set; }

    /// <summary>When the present term of office began; null before the first election.</summary>
    public DateOnly? TermStart { get; set; }

    public DateOnly? TermEndPlanned { get; set; }

    public int Version { get; set; } = 1;

    public SpaceLevel Level => LevelOf(Kind);

    public static SpaceLevel LevelOf(OrganisationKind kind) => kind switch
    {
        OrganisationKind.UniversityCommittee or OrganisationKind.CollegeCommittee => SpaceLevel.Committee,
        OrganisationKind.GeneralBranch => SpaceLevel.GeneralBranch,
        _ => SpaceLevel.Branch,
    };
}

/// <summary>Who the members of a branch are, as its kind of work needs.</summary>
public enum Population
{
    Faculty,
    Undergraduate,
    Graduate,
    Staff,
    Retiree,
    Research,
}

/// <summary>
/// Name, kind and parent of an organisation from one day to another. Every change of the tree closes one version and opens the next, with its reason.
/// </summary>
public sealed class OrganisationVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    /// <summary>Where the organisation stands today: the fence's path.</summary>
    public required string Path { get; set; }

    public required DateOnly ValidFrom { get; init; }

    /// <summary>The first day on which this version no longer holds; null for the present one.</summary>
    public DateOnly? ValidUntil { get; set; }

    public required string Name { get; set; }

    public required OrganisationKind Kind { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>The path of those days.</summary>
    public required string PathThen { get; set; }

    public required string Reason { get; set; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required Guid RecordedBy { get; init; }

    public string RecordedByName { get; init; } = "";

    /// <summary>Why it was done although a rule advised against it; null where no rule did.</summary>
    public string? WarningReason { get; set; }

    /// <summary>Whether this version held on the day.</summary>
    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidUntil is null || ValidUntil > day);
}
