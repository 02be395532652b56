namespace Zhijian.Modules.Importing;

/// <summary>
/// Whose word counts for a value. Each data element has one authoritative source; a value that came from it is never overwritten by another source.
/// </summary>
public static class Authority
{
    /// <summary>What an organisation enters itself: the authoritative source wherever the standard names none.</summary>
    public const string OrganisationsOwn = "organisation";

    /// <summary>What the person says about themselves.</summary>
    public const string Person = "member";

    /// <summary>Whether a value from one source may replace what stands there.</summary>
    /// <param name="authoritative">The element's authoritative source; null where any will do.</param>
    /// <param name="held">Where the present value came from.</param>
    /// <param name="offered">Where the new one comes from.</param>
    public static bool MayReplace(string? authoritative, string held, string offered) => authoritative is null || held != authoritative || offered == authoritative;
}
