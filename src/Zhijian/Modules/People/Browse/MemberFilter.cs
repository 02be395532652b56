using Zhijian.Modules.Rules;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.People.Browse;

/// <summary>What a list of members is asked for.</summary>
/// <param name="Search">Any part of a name, its pinyin or initials, or the beginning of an institution number.</param>
/// <param name="Under">Only members of this organisation and those below: its path.</param>
/// <param name="State">Null: those who belong to a branch now, in whatever state.</param>
internal sealed record MemberFilter(string? Search = null, string? Under = null, MemberCategory? Category = null, MembershipState? State = null, bool Departed = false, MemberOrder Order = MemberOrder.Name)
{
    /// <summary>What was typed in Latin letters, as names are looked for by it in pinyin; null where names are looked for as they are written.</summary>
    public SpelledNeedle? Needle { get; } = SpelledNeedle.Read(Search);

    /// <summary>Only those who are out of reach.</summary>
    public bool Lost { get; init; }

    /// <summary>Only those who are away for a time.</summary>
    public bool Floating { get; init; }

    public const int LongestSearch = 50;

    /// <summary>The filter as typed into an address; what can't be read is left out.</summary>
    public static MemberFilter Read(string? search, string? under, string? category, string? state, string? order) => new(
        string.IsNullOrWhiteSpace(search) ? null : search.Trim() is { Length: > LongestSearch } longer ? longer[..LongestSearch] : search.Trim(),
        IsPath(under) ? under : null,
        Enum.TryParse<MemberCategory>(category, out var c) && Enum.IsDefined(c) ? c : null,
        Enum.TryParse<MembershipState>(state, out var s) && Enum.IsDefined(s) ? s : null,
        state == "Departed",
        Enum.TryParse<MemberOrder>(order, ignoreCase: true, out var o) && Enum.IsDefined(o) ? o : MemberOrder.Name)
    {
        Lost = state == "LostContact",
        Floating = state == "Floating",
    };

    private static bool IsPath(string? path) => path is { Length: > 0 and < 200 } && path[^1] == '.' && path.All(ch => char.IsAsciiDigit(ch) || ch == '.');
}

/// <summary>How a list of members is sorted.</summary>
internal enum MemberOrder
{
    /// <summary>By name, Chinese names by pinyin.</summary>
    Name,

    /// <summary>By branch, in the order of the tree.</summary>
    Branch,

    /// <summary>Latest joined first.</summary>
    Joined,
}
