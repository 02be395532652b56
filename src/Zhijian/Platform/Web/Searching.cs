namespace Zhijian.Platform.Web;

/// <summary>
/// Finds things of one kind by what somebody typed. Any module may have one; the search page shows what each found and never learns what it is about.
/// A source asks behind the fence as the viewer and looks only at what the viewer's own pages show, so nothing outside the scope is found or counted.
/// </summary>
public interface ISearchSource
{
    /// <summary>The heading of what it finds.</summary>
    string TextKey { get; }

    /// <summary>Where it stands on the page.</summary>
    int Order { get; }

    /// <summary>The best of what it finds, at most <paramref name="most"/>.</summary>
    /// <param name="text">Trimmed, neither empty nor longer than <see cref="Searching.LongestText"/>.</param>
    Task<SearchFound> Find(string text, int most, CancellationToken cancel);

    /// <summary>What is not quite what was typed, but for a slip; asked only where hardly anything is. Each says why in its detail, and may have been found before.</summary>
    Task<IReadOnlyList<SearchHit>> Near(string text, int most, CancellationToken cancel) => Task.FromResult<IReadOnlyList<SearchHit>>([]);
}

/// <summary>What one source found.</summary>
/// <param name="All">The page that lists all of it; null where there is none or everything stands here.</param>
public sealed record SearchFound(IReadOnlyList<SearchHit> Hits, string? All)
{
    public static readonly SearchFound Nothing = new([], null);

    /// <summary>What was found, of which the page shows some and the list of its own the rest.</summary>
    public static SearchFound Of<T>(Listing<T> list, Func<T, SearchHit> hit, string page, string parameter, string text) =>
        new([.. list.Items.Select(hit)], list.Next is null ? null : $"{page}?{parameter}={Uri.EscapeDataString(text)}");
}

/// <summary>One thing that was found.</summary>
/// <param name="Title">As it is called.</param>
/// <param name="Detail">Where it belongs, or why it was found.</param>
public sealed record SearchHit(string Title, HomeText? Detail, string Href, string Icon);

/// <summary>What all searches have in common.</summary>
public static class Searching
{
    public const int LongestText = 50;

    /// <summary>What was typed, as it is looked for; null where nothing was.</summary>
    public static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestText)] : null;
}
