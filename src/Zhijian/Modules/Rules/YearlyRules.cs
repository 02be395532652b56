namespace Zhijian.Modules.Rules;

/// <summary>Under which heading of the yearly table a line stands.</summary>
public enum YearlySection
{
    Organisations,
    Members,
    Development,
    Movements,
    Activities,
}

/// <summary>What a line of the yearly table counts.</summary>
public enum YearlyCount
{
    /// <summary>Organisations of some kinds that stand on the day.</summary>
    Organisations,

    /// <summary>Terms of office that began in the year.</summary>
    TermsBegun,

    /// <summary>Bodies whose term was over on the day and not renewed.</summary>
    TermsOverdue,

    /// <summary>People of some categories who belong to a branch on the day.</summary>
    People,

    /// <summary>Members on the day who were accepted in the year.</summary>
    Admitted,

    /// <summary>Members on the day whose probation ended in the year.</summary>
    BecameFull,

    /// <summary>By how many the line of all members changed in the year in one of its ways.</summary>
    Movements,

    /// <summary>Filed records of the year, by a measure of the figures.</summary>
    Measure,
}

/// <summary>In which way a number changed from one year's end to the next.</summary>
public enum YearlyPart
{
    Admitted,
    BecameFull,

    /// <summary>From outside the institution, or entered here with a membership that began in the year.</summary>
    CameIn,

    /// <summary>From another organisation of the institution.</summary>
    MovedIn,
    MovedOut,
    TransferredOut,
    Graduated,
    Deceased,

    /// <summary>Removed, expelled or resigned.</summary>
    Ended,
    Founded,
    Dissolved,

    /// <summary>An organisation became one of another kind.</summary>
    KindChanged,

    /// <summary>Organisations came from elsewhere in the tree, or went there.</summary>
    Tree,

    /// <summary>What is known of last year today is not what was frozen then: entered late, or corrected.</summary>
    Corrected,

    /// <summary>Of what happens in a year: more or fewer than in the year before.</summary>
    TheYear,
}

/// <summary>The pack <c>yearly</c>: the lines of the yearly statistics, in their order.</summary>
public sealed record YearlyRules(IReadOnlyList<YearlyLineRule> Lines)
{
    /// <summary>The line that movements and shares are of.</summary>
    public const string Members = "members";

    /// <summary>The line of this name, or null.</summary>
    public YearlyLineRule? Find(string? name) => Lines.FirstOrDefault(line => line.Name == name);
}

/// <summary>A line of the yearly table. Of the values only those that its count needs are given.</summary>
/// <param name="Name">The last part of the rule's id: how the line is named for good.</param>
/// <param name="Education">Beginnings of GB/T 4658 codes, of which one must hold; empty: all.</param>
/// <param name="JoinedFrom">The first day of joining.</param>
/// <param name="JoinedBefore">The first day that is too late.</param>
/// <param name="Parts">For movements: which of them.</param>
/// <param name="By">Lines of one such name divide the line of all members among them.</param>
public sealed record YearlyLineRule(string Name, string TitleKey, YearlySection Section, YearlyCount Counts, IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<MemberCategory> Categories, string? Sex, IReadOnlyList<string> Education, IReadOnlyList<string> WorkPosts, DateOnly? JoinedFrom,
    DateOnly? JoinedBefore, IReadOnlyList<YearlyPart> Parts, string? Measure, string? By, RuleReference Rule)
{
    /// <summary>Whether it counts what happened in a year, not what stands at its end.</summary>
    public bool IsOfTheYear => Counts is not (YearlyCount.Organisations or YearlyCount.People);

    /// <summary>Whether it counts people, so that small numbers are not told outside the own branch.</summary>
    public bool IsOfPeople => Counts is YearlyCount.People or YearlyCount.Admitted or YearlyCount.BecameFull or YearlyCount.Movements;

    /// <summary>Whether the numbers of organisations add up to that of the one above them; a record of two branches is one record there.</summary>
    public bool AddsUp => Counts != YearlyCount.Measure;
}
