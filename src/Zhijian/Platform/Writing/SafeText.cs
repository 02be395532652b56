using System.Buffers;
using System.Net;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Components;

namespace Zhijian.Platform.Writing;

/// <summary>
/// What people write, made fit to stand in a page: the one door through which text with marks becomes HTML. Whatever isn't on the short list
/// of tags, attributes and schemes is taken away; nothing that runs, styles, frames, sends or names (scripts, handlers, styles, forms, ids,
/// classes) gets through. Pictures come from this site only, so that reading a text tells no other host. Both functions answer any input and
/// never throw: what is too long or nested too deeply to be told safely stands as the plain characters it was.
/// </summary>
public static class SafeText
{
    /// <summary>Most characters that are read as marks. A text of the library is at most half of it; more stands as plain characters.</summary>
    public const int Longest = 200_000;

    /// <summary>Deepest nesting of elements; texts of people stay below 20, and writing them out takes stack for each level.</summary>
    private const int Deepest = 100;

    private static readonly string[] Tags =
    [
        "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "s", "del", "ins", "u", "sub", "sup", "mark", "small",
        "blockquote", "q", "cite", "ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption", "code", "pre", "kbd", "samp",
        "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "ruby", "rt", "rp", "abbr", "div", "span",
    ];

    private static readonly string[] Attributes = ["href", "src", "alt", "title", "colspan", "rowspan", "start", "lang", "dir"];

    private static readonly string[] Headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

    /// <summary>Elements that stand alone, or that the next of their kind closes.</summary>
    private static readonly HashSet<string> NeverNest = Only(["br", "hr", "img", "wbr", "col", "input", "link", "meta", "source", "track", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "rt", "rp", "option"]);

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly HtmlSanitizer Sanitizer = Made();

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseCjkFriendlyEmphasis().UseEmphasisExtras().DisableHtml().Build();

    /// <summary>Markdown with tables and pictures; HTML in it stands as the characters it is.</summary>
    public static MarkupString FromMarkdown(string markdown) => new(Read(markdown).Html);

    /// <summary>Words without marks, exactly as they were typed: every character stands as itself, and lines stay lines.</summary>
    public static MarkupString FromPlain(string text) =>
        new(string.Concat(text.ReplaceLineEndings("\n").Split("\n\n").Select(p => p.Trim('\n')).Where(p => p.Length > 0).Select(p => $"<p>{string.Join("<br>", p.Split('\n').Select(WebUtility.HtmlEncode))}</p>")));

    /// <summary>HTML that came from elsewhere, reduced to what is allowed.</summary>
    public static MarkupString FromHtml(string html) => new(ReadHtml(html).Html);

    /// <summary>The same with the headings found in it, as <see cref="Read"/> has them.</summary>
    public static WrittenText ReadHtml(string html) => Cleaned(html, html);

    /// <summary>Markdown with the headings of its first level found in it, each of which can be linked to by its place (<c>part-1</c>, <c>part-2</c> …).</summary>
    public static WrittenText Read(string markdown) => markdown.Length > Longest || AsHtml(markdown) is not { } html ? Plainly(markdown) : Cleaned(html, markdown);

    /// <summary>The words alone, without marks: for search and for previews.</summary>
    public static string WordsOf(string markdown)
    {
        if (markdown.Length > Longest || AsHtml(markdown) is not { } html)
        {
            return markdown;
        }
        if (OpensTooMuch(html))
        {
            return markdown;
        }
        var document = new HtmlParser().ParseDocument(html);
        return TooDeep(document.Body!) ? markdown : document.Body!.TextContent;
    }

    private static string? AsHtml(string markdown)
    {
        try
        {
            return Markdown.ToHtml(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested more deeply than the library goes.
            return null;
        }
    }

    private static WrittenText Cleaned(string html, string asWritten)
    {
        if (html.Length > Longest * 2 || OpensTooMuch(html))
        {
            return Plainly(asWritten);
        }
        var document = new HtmlParser().ParseDocument(html);
        if (TooDeep(document.DocumentElement))
        {
            return Plainly(asWritten);
        }
        var clean = Sanitizer.SanitizeDom(document, document.Body as IHtmlElement, string.Empty);
        var body = clean.Body!;
        var headings = Numbered(body);
        Linked(body);
        return new WrittenText(body.InnerHtml, headings);
    }

    private static WrittenText Plainly(string text) => new($"<p>{WebUtility.HtmlEncode(text)}</p>", []);

    /// <summary>The page has its own first heading: whatever levels the text uses become the second, third … without a gap, so that those who jump from heading to heading find them all.</summary>
    private static List<WrittenHeading> Numbered(IElement body)
    {
        var found = body.QuerySelectorAll(string.Join(',', Headings)).ToList();
        var levels = found.Select(h => h.LocalName).Distinct().Order(StringComparer.Ordinal).ToList();
        var headings = new List<WrittenHeading>();
        foreach (var heading in found)
        {
            var level = Math.Min(levels.IndexOf(heading.LocalName) + 2, 6);
            var renamed = body.Owner!.CreateElement($"h{level}");
            while (heading.FirstChild is { } child)
            {
                renamed.AppendChild(child);
            }
            heading.Parent!.ReplaceChild(renamed, heading);
            if (level == 2)
            {
                renamed.Id = $"part-{headings.Count + 1}";
                headings.Add(new WrittenHeading(headings.Count + 1, renamed.TextContent.Trim()));
            }
        }
        return headings;
    }

    /// <summary>Links that leave the site neither hand it over nor vouch for it; pictures wait until they are near, and one that may not be fetched leaves its words.</summary>
    private static void Linked(IElement body)
    {
        foreach (var link in body.QuerySelectorAll("a[href]").Where(l => !l.GetAttribute("href")!.StartsWith('/') && !l.GetAttribute("href")!.StartsWith('#')))
        {
            link.SetAttribute("rel", "noopener noreferrer nofollow");
        }
        foreach (var picture in body.QuerySelectorAll("img").ToList())
        {
            if (!picture.HasAttribute("src"))
            {
                picture.Parent!.ReplaceChild(body.Owner!.CreateTextNode(picture.GetAttribute("alt") ?? string.Empty), picture);
                continue;
            }
            picture.SetAttribute("alt", picture.GetAttribute("alt") ?? string.Empty);
            picture.SetAttribute("loading", "lazy");
        }
    }

    /// <summary>Whether more elements are open at once than any text of people has: looked at before parsing, which takes the longer the more are open.</summary>
    private static bool OpensTooMuch(ReadOnlySpan<char> html)
    {
        var open = 0;
        for (var at = html.IndexOf('<'); at >= 0; at = html.IndexOf('<'))
        {
            html = html[(at + 1)..];
            var closes = html is ['/', ..];
            var name = html[(closes ? 1 : 0)..];
            var end = name.IndexOfAnyExcept(NameLetters);
            name = end < 0 ? name : name[..end];
            if (name.IsEmpty || NeverNest.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            {
                continue;
            }
            open = closes ? Math.Max(0, open - 1) : open + 1;
            if (open > Deepest * 3)
            {
                return true;
            }
        }
        return false;
    }

    private static bool TooDeep(INode root)
    {
        var open = new Stack<(INode Node, int Depth)>([(root, 0)]);
        while (open.TryPop(out var next))
        {
            if (next.Depth > Deepest)
            {
                return true;
            }
            foreach (var child in next.Node.ChildNodes)
            {
                open.Push((child, next.Depth + 1));
            }
        }
        return false;
    }

    private static HtmlSanitizer Made()
    {
        // The library's own lists hold forms, fields and names: every list is replaced.
        var options = new HtmlSanitizerOptions
        {
            AllowedTags = Only(Tags), AllowedAttributes = Only(Attributes), AllowedSchemes = Only(["http", "https", "mailto"]), UriAttributes = Only(["href", "src"]), UriListAttributes = Only([]),
            AllowedClasses = Only([]), AllowedCssProperties = Only([]), AllowedAtRules = new HashSet<CssRuleType>(),
        };
        var sanitizer = new HtmlSanitizer(options);
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = url.SanitizedUrl is { } kept && MayStand(kept, picture: url.Tag.LocalName == "img") ? kept : null;
        return sanitizer;
    }

    private static HashSet<string> Only(IEnumerable<string> names) => new(names, StringComparer.OrdinalIgnoreCase);

    /// <summary>Addresses are judged once more by this product's own rule: another reading of the same address by browsers must not open what the list closed.</summary>
    private static bool MayStand(string address, bool picture)
    {
        if (address.Any(c => c <= ' ' || c == '\\' || char.IsControl(c)))
        {
            return false;
        }
        var ownPath = address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal);
        return ownPath || (!picture && (address.StartsWith('#')
            || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)));
    }
}

/// <summary>A text made fit for a page, and the headings of its first level in their order.</summary>
public sealed record WrittenText(string Html, IReadOnlyList<WrittenHeading> Headings)
{
    public MarkupString Markup => new(Html);
}

/// <summary>A heading and its place in the text, counted from 1; its link is <c>#part-</c> and the place.</summary>
public sealed record WrittenHeading(int Place, string Text);
