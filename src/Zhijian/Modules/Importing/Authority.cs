using Zhijian.Modules.Standards;

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

    /// <summary>Another institution that handed people on.</summary>
    public const string OtherInstitution = "other-institution";

    /// <summary>What was done on this platform; no list and no system brings it.</summary>
    private const string Work = "work";

    /// <summary>The sources from which lists and connected systems can come, as the data standard names them.</summary>
    public static IEnumerable<string> Bringing => DataStandard.SourceNames.Keys.Where(s => s != Work);

    /// <summary>Whose word an entry by hand is, where nothing else was noted: organisations are founded and renamed by the committee's office alone, people's data are kept by their organisation.</summary>
    internal static string ByHand(string entityKind) => entityKind == ProvenanceBook.Organisation ? Committee : OrganisationsOwn;

    /// <summary>The Party Committee's organisation department.</summary>
    private const string Committee = "committee";

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
