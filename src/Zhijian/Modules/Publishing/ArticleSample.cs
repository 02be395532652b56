using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Publishing;

/// <summary>A text written for this project, with which an institution tries the news out: kept as a Markdown file with its particulars above a line of hyphens.</summary>
/// <param name="Organisation">Whose it is: committee, general-branch or branch.</param>
/// <param name="State">How it stands: draft, in-review, scheduled, published, expired or withdrawn.</param>
/// <param name="Days">Of what is scheduled, in how many days.</param>
/// <param name="Until">After how many days its time is over; null: never.</param>
public sealed partial record ArticleSample(string Name, string Organisation, string State, int Days, int? Until, ArticleDraft Draft)
{
    private const string Folder = "Zhijian.Modules.Publishing.Content.";

    /// <summary>All of them; those that others name come before them.</summary>
    public static IReadOnlyList<ArticleSample> All() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read).OrderBy(s => s.Draft.Related?.Contains('@', StringComparison.Ordinal) == true)];

    /// <summary>The same with the names of others (<c>@name</c>) turned into their addresses, and with its last day where it has one.</summary>
    public ArticleDraft With(IReadOnlyDictionary<string, Guid> articles, DateOnly first) => Draft with
    {
        Related = Draft.Related is { } related ? string.Join('\n', Named().Matches(related).Where(m => articles.ContainsKey(m.Groups[1].Value)).Select(m => $"/news/{articles[m.Groups[1].Value]}")) : null,
        ShownUntil = Until is { } days ? first.AddDays(days) : null,
    };

    private static ArticleSample Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        var parts = reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n---\n", 2);
        var given = parts[0].Split('\n').Select(l => l.Split(':', 2)).ToDictionary(l => l[0], l => l[1].Trim());
        string? Value(string name) => given.GetValueOrDefault(name);
        int? Number(string name) => Value(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
        return new ArticleSample(
            resource[Folder.Length..^3], given["organisation"], given["state"], Number("days") ?? 0, Number("until"),
            new ArticleDraft(Enum.Parse<ArticleKind>(given["kind"]), given["title"], Value("summary"), parts[1], Value("language") ?? Article.Languages[0], Enum.Parse<OpenScope>(given["audience"]), null, Value("related"), null, null)
            {
                NeedsReceipt = Value("receipt") == "true", Conversing = Value("conversing") is { } choice ? Enum.Parse<Conversing>(choice) : Conversing.Nothing, Item = Value("item") is { } item ? Enum.Parse<OpenItem>(item) : null,
            });
    }

    [GeneratedRegex("@([a-z-]+)")]
    private static partial Regex Named();
}
