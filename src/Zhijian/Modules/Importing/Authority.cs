namespace Zhijian.Modules.Importing;

/// <summary>
/// Whose word counts for a value. Each data element has one authoritative source; a value that came from it is never overwritten by another source.
/// </summary>
public static class Authority
{
    /// <summary>What an organisation enters itself, by hand or as a list of its own.</summary>
    public const string OrganisationsOwn = "organisation";

    /// <summary>What the person says about themselves.</summary>
    public const string Person = "member";

    /// <summary>Staff stand in the one system, students in the other: either is right about its own people.</summary>
    private const string PersonSystems = "person-systems";

    private static readonly string[] SystemsOfPersons = ["personnel-system", "student-system", PersonSystems];

    /// <summary>Whether a value from one source may replace what stands there.</summary>
    /// <param name="authoritative">The element's authoritative source.</param>
    /// <param name="held">Where the present value came from.</param>
    /// <param name="offered">Where the new one comes from.</param>
    public static bool MayReplace(string authoritative, string held, string offered) => !Counts(authoritative, held) || Counts(authoritative, offered);

    private static bool Counts(string authoritative, string source) => source == authoritative || (authoritative == PersonSystems && SystemsOfPersons.Contains(source));
}
