using System.Net;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Nobody is sent to another website: not after signing in, not after a button of the frame.</summary>
public sealed class RedirectTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly Uri Site = new("http://localhost/");

    /// <summary>Addresses that browsers, old and new, take for another website or for script.</summary>
    private static readonly string[] Elsewhere =
    [
        .. from start in new[] { "//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "/\r/", "http://", "https://", "http:", "https:/", "HTTP://", "ftp://", "/\u0000/", " //", "\t//", "%2f%2f", "/%2f", "/%5c", "/.//", "/..//", "/;//", "//\\", "http:\\\\", "https:///", "//user@", "//localhost@", "//localhost\\@", "//localhost#@", "//localhost?@", "//[::1]@" } select start + "evil.example/x",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "about:blank", "blob:x", "file:///etc/passwd", "\u0001javascript:alert(1)",
        "evil.example", ".evil.example", "@evil.example", ":80@evil.example", "?//evil.example", "#//evil.example", "http://localhost.evil.example/", "http://localhost@evil.example/", "//3232235777", "//0x7f000001/", "//①②⑦.⓪.⓪.①", "//evil。example", "//xn--evil", "/\u2028/evil.example", "/\ufeff/evil.example", "//evil.example:80", "//evil.example%00.localhost", "///evil.example/%2e%2e",
    ];

    [Fact]
    public async Task No_address_leads_away_after_signing_in()
    {
        Assert.InRange(Elsewhere.Length, 60, 200);
        List<string> breaches = [];
        foreach (var address in Elsewhere)
        {
            var session = await Session.Of(world, null);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in?returnUrl=" + Uri.EscapeDataString(address))
            {
                Content = new FormUrlEncodedContent([new("_key", Guid.NewGuid().ToString("N")), new("_handler", "sign-in"), new("__RequestVerificationToken", session.Token), new("Form.UserName", world.University.Member.UserName!), new("Form.Password", World.Password)]),
            };
            using var answer = await session.Browser.Raw(request);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            if (LeadsAway(answer))
            {
                breaches.Add($"{address} leads to {answer.Headers.Location!.OriginalString}");
            }
        }
        Figure("sign-in", breaches, Elsewhere.Length);
        Breaches.None(breaches);
    }

    [Fact]
    public async Task A_path_of_our_own_is_kept()
    {
        var session = await Session.Of(world, null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in?returnUrl=" + Uri.EscapeDataString("/activities?month=2026-11"))
        {
            Content = new FormUrlEncodedContent([new("_key", "k"), new("_handler", "sign-in"), new("__RequestVerificationToken", session.Token), new("Form.UserName", world.University.Member.UserName!), new("Form.Password", World.Password)]),
        };
        using var answer = await session.Browser.Raw(request);
        Assert.EndsWith("/activities?month=2026-11", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/language/en")]
    [InlineData("/theme/dark")]
    public async Task No_page_one_came_from_leads_away(string path)
    {
        var session = await Session.Of(world, world.University.Member);
        List<string> breaches = [];
        foreach (var address in Elsewhere.Concat(Elsewhere.Where(e => e.StartsWith('/')).Select(e => "http://localhost" + e)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("_key", Guid.NewGuid().ToString("N")), new("__RequestVerificationToken", session.Token)]) };
            request.Headers.TryAddWithoutValidation("Referer", address);
            using var answer = await session.Browser.Raw(request);
            if ((int)answer.StatusCode >= 500)
            {
                breaches.Add($"{path} after {address} answered {(int)answer.StatusCode}");
            }
            else if (answer.Headers.Location is not null && LeadsAway(answer))
            {
                breaches.Add($"{path} after {address} leads to {answer.Headers.Location.OriginalString}");
            }
        }
        Figure(path.Split('/')[1], breaches, Elsewhere.Length);
        Breaches.None(breaches);
    }

    private static void Figure(string where, List<string> breaches, int tried)
    {
        Console.WriteLine($"figure redirects-away-from-{where} {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure redirects-tried-at-{where} {tried}");
    }

    /// <summary>Read as browsers do: a backslash is a slash, tabs and line ends are not there.</summary>
    private static bool LeadsAway(HttpResponseMessage answer)
    {
        var read = new string([.. answer.Headers.Location!.OriginalString.Trim().Where(c => !char.IsControl(c)).Select(c => c == '\\' ? '/' : c)]);
        return !Uri.TryCreate(Site, read, out var target) || target.Scheme != Site.Scheme || target.Authority != Site.Authority;
    }
}
