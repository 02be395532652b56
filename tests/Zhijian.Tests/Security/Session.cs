using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Zhijian.Access;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Somebody's browser with a real session and the token of its forms, for requests that no page of ours would send.</summary>
internal sealed record Session(Browser Browser, string Token)
{
    public static async Task<Session> Of(World world, Account? account)
    {
        var browser = account is null ? world.Visitor() : await world.SignedIn(account);
        var page = await browser.Open(account is null ? "/sign-in" : "/messages");
        return new Session(browser, page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value);
    }

    /// <summary>An address of the endpoint; whatever it names does not exist.</summary>
    public static string PathOf(Endpoint endpoint) => System.Text.RegularExpressions.Regex.Replace(endpoint.Pattern, @"\{[^}]+\}", place => place.Value.Contains(":int", StringComparison.Ordinal) ? "1" : Guid.NewGuid().ToString());

    /// <summary>Methods that change something, pages with forms among them.</summary>
    public static IEnumerable<string> Writes(Endpoint endpoint) => endpoint.IsPage ? endpoint.Forms.Count > 0 ? ["POST"] : [] : endpoint.Writes;

    /// <summary>Whether the answer tells this refusal, as problem details or in the words of a page.</summary>
    public static bool Tells(string text, Refusal refusal) =>
        text.Contains($"\"code\":\"{refusal.Code}\"", StringComparison.Ordinal)
        || System.Net.WebUtility.HtmlDecode(text).Contains(TextFiles.Find(TextFiles.Chinese, "refusal." + refusal.Code)!, StringComparison.Ordinal);
}
