using System.Reflection;
using System.Text.RegularExpressions;

namespace Zhijian.Modules.Library;

/// <summary>A text written for this project, with which an institution tries the library out: kept as a Markdown file with its particulars above a line of hyphens.</summary>
/// <param name="Organisation">Whose it is: committee, general-branch, branch, or branch-draft for one that is still being written.</param>
public sealed partial record LibrarySample(string Name, string Organisation, LibraryDraft Draft)
{
    private const string Folder = "Zhijian.Modules.Library.Content.";

    /// <summary>All of them; those that a course names come before it.</summary>
    public static IReadOnlyList<LibrarySample> All() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read).OrderBy(s => s.Draft.Kind == LibraryKind.Course)];

    /// <summary>The same with the names in a course's plan (<c>@name</c>) turned into the addresses of items.</summary>
    public LibraryDraft With(IReadOnlyDictionary<string, Guid> items) => Draft.Kind == LibraryKind.Course ? Draft with { Text = Named().Replace(Draft.Text!, m => $"/library/{items[m.Groups[1].Value]}") } : Draft;

    private static LibrarySample Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        var parts = reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n---\n", 2);
        var given = parts[0].Split('\n').Select(l => l.Split(':', 2)).ToDictionary(l => l[0], l => l[1].Trim());
        string? Value(string name) => given.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        return new LibrarySample(resource[Folder.Length..^3], given["organisation"], new LibraryDraft(
            Enum.Parse<LibraryKind>(given["kind"]), given["title"], Value("summary"), given["language"], Value("learners")?.Split(' '), Value("tags"), Value("collection"), Value("author"), given["rights"], parts[1])
        {
            Url = Value("url"), Publisher = Value("publisher"), Isbn = Value("isbn"), Shelf = Value("shelf"),
        });
    }

    [GeneratedRegex("^@([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Named();
}
