using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Publishing.Channels;

/// <summary>
/// A text as HTML for other programs. What it is made of went through <see cref="SafeText"/>; here its addresses are made whole, and for the editors of official accounts,
/// which throw style sheets away, each element carries its look. Pages of this site never hold such styles.
/// </summary>
public static class EditorHtml
{
    private const string Body = "font-size:16px;line-height:1.9;color:#1d1d1f;";

    private static readonly Dictionary<string, string> Looks = new()
    {
        ["p"] = $"margin:0 0 1em;{Body}",
        ["h2"] = "margin:1.6em 0 .6em;font-size:20px;line-height:1.5;font-weight:bold;color:#1d1d1f;",
        ["h3"] = "margin:1.4em 0 .5em;font-size:17px;line-height:1.5;font-weight:bold;color:#1d1d1f;",
        ["ul"] = $"margin:0 0 1em;padding-left:1.6em;{Body}",
        ["ol"] = $"margin:0 0 1em;padding-left:1.6em;{Body}",
        ["blockquote"] = "margin:1.2em 0;padding-left:1em;border-left:3px solid #d9d6d0;color:#5c5a55;",
        ["img"] = "display:block;max-width:100%;height:auto;margin:1em 0;",
        ["table"] = "width:100%;border-collapse:collapse;margin:1em 0;font-size:15px;",
        ["th"] = "border:1px solid #d9d6d0;padding:8px 12px;text-align:left;background:#f7f5f1;",
        ["td"] = "border:1px solid #d9d6d0;padding:8px 12px;text-align:left;",
        ["a"] = "color:#1f5fa8;text-decoration:underline;",
        ["pre"] = "margin:1em 0;padding:12px 14px;overflow-x:auto;background:#f7f5f1;font-size:14px;",
    };

    /// <summary>Without looks, for readers of feeds.</summary>
    /// <param name="host">Scheme and name of this site, without a slash at the end.</param>
    public static string Plain(string markdown, string host) => Parsed(markdown, host).InnerHtml;

    /// <summary>With looks, for an editor into which it is pasted.</summary>
    public static string Styled(string markdown, string host)
    {
        var body = Parsed(markdown, host);
        foreach (var element in body.QuerySelectorAll("*"))
        {
            if (Looks.TryGetValue(element.LocalName, out var look))
            {
                element.SetAttribute("style", look);
            }
        }
        return body.InnerHtml;
    }

    private static IElement Parsed(string markdown, string host)
    {
        var body = new HtmlParser().ParseDocument(SafeText.FromMarkdown(markdown).Value).Body!;
        foreach (var element in body.QuerySelectorAll("[href^='/'], [src^='/']"))
        {
            foreach (var name in new[] { "href", "src" })
            {
                if (element.GetAttribute(name) is ['/', ..] path)
                {
                    element.SetAttribute(name, host + path);
                }
            }
        }
        foreach (var element in body.QuerySelectorAll("[id], [loading]"))
        {
            element.RemoveAttribute("id");
            element.RemoveAttribute("loading");
        }
        return body;
    }
}
