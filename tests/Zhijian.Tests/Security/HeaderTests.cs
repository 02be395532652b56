using System.Net;
using Zhijian.Access;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>What every answer says to browsers and to whatever stands between: run nothing foreign, guess nothing, keep nothing.</summary>
public sealed class HeaderTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types zhijian default";
    private const string Mark = "unkeyed-mark.example";

    /// <summary>Headers that no cache keys its answers by, and that frameworks are fond of believing.</summary>
    private static readonly string[] Unkeyed = ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Server", "X-Host", "X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "Forwarded", "X-HTTP-Method-Override", "Referer", "X-Wap-Profile"];

    private static readonly string[] Suffixes = ["/x.css", ";x.css", ".css", "%2f..%2fx.css", "%0ax.css", "%3fx.css", "%23x.css", "/..;/x.js"];

    private const string MayBeKept = "it may be kept";

    /// <summary>What the portal answers holds nothing of its reader: its pages may be kept for those who have not signed in, its feeds and maps for all (decision 0035).</summary>
    private static bool IsForEverybody(string path, bool isSignedIn) => path == "/robots.txt" || path.EndsWith(".xml", StringComparison.Ordinal) || (!isSignedIn && path.Split('?')[0] is var page && (page == "/portal" || page.StartsWith("/portal/", StringComparison.Ordinal)));

    [Fact]
    public async Task Every_answer_to_everybody_carries_the_whole_policy_and_is_kept_by_nobody()
    {
        List<string> breaches = [];
        var asked = 0;
        foreach (var person in new[] { null, world.University.Member, world.University.Secretary, world.University.OrganisationDepartment, world.University.Admin })
        {
            var browser = person is null ? world.Visitor() : await world.SignedIn(person);
            foreach (var path in Endpoint.All(world).Where(e => e.Methods.Contains("GET") && !e.Pattern.Contains("live", StringComparison.Ordinal)).Select(Session.PathOf).Append("/no-such-page").Append("/people?after=%00").Append("/activities?limit=no"))
            {
                using var answer = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, path));
                breaches.AddRange(Missing(answer).Where(m => m != MayBeKept || !IsForEverybody(path, person is not null)).Select(m => $"{person?.UserName ?? "nobody"} GET {path} ({(int)answer.StatusCode}): {m}"));
                asked++;
            }
            foreach (var (endpoint, method) in Endpoint.All(world).SelectMany(e => Session.Writes(e).Select(m => (e, m))))
            {
                using var answer = await browser.Raw(new HttpRequestMessage(new HttpMethod(method), Session.PathOf(endpoint)));
                breaches.AddRange(Missing(answer).Select(m => $"{person?.UserName ?? "nobody"} {method} {endpoint.Pattern} ({(int)answer.StatusCode}): {m}"));
                asked++;
            }
        }
        Console.WriteLine($"figure answers-with-the-whole-policy {asked - breaches.Count} {asked} {(breaches.Count == 0 ? "met" : "short")}");
        Breaches.None(breaches);
    }

    [Fact]
    public async Task Nothing_that_no_cache_keys_by_comes_back_in_an_answer()
    {
        List<string> breaches = [];
        var asked = 0;
        foreach (var person in new[] { null, world.University.Secretary })
        {
            var browser = person is null ? world.Visitor() : await world.SignedIn(person);
            foreach (var path in Endpoint.All(world).Where(e => e.Methods.Contains("GET") && !e.Pattern.Contains("live", StringComparison.Ordinal)).Select(Session.PathOf))
            {
                foreach (var header in Unkeyed)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, path);
                    request.Headers.TryAddWithoutValidation(header, header == "Forwarded" ? $"host={Mark};proto={Mark}" : header == "Referer" ? $"https://{Mark}/" : Mark);
                    using var answer = await browser.Raw(request);
                    asked++;
                    if ((await answer.Content.ReadAsStringAsync() + string.Join('\n', answer.Headers.SelectMany(h => h.Value))).Contains(Mark, StringComparison.OrdinalIgnoreCase))
                    {
                        breaches.Add($"{path} gives back {header}");
                    }
                }
            }
        }
        Console.WriteLine($"figure unkeyed-headers-given-back {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure unkeyed-headers-tried {asked}");
        Breaches.None(breaches);
    }

    [Fact]
    public async Task A_private_page_under_the_name_of_a_file_is_not_kept_either()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        List<string> breaches = [];
        var asked = 0;
        foreach (var path in Endpoint.All(world).Where(e => e.IsPage && e.Pattern != "/" && !e.Allow!.IsForAnyone).Select(Session.PathOf))
        {
            foreach (var suffix in Suffixes)
            {
                using var answer = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, path + suffix));
                asked++;
                if (!answer.Headers.CacheControl?.NoStore ?? true)
                {
                    breaches.Add($"{path}{suffix} ({(int)answer.StatusCode}) may be kept");
                }
            }
        }
        Console.WriteLine($"figure private-answers-kept-under-other-names {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure private-answers-asked-under-other-names {asked}");
        Breaches.None(breaches);
    }

    [Fact]
    public async Task Files_of_our_own_that_never_change_may_be_kept_and_no_others()
    {
        using var client = world.NewClient();
        var page = await client.GetStringAsync("/sign-in");
        var files = System.Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"(/[^\"]+\\.(?:js|css))\"").Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var answer = await client.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(answer.Headers.CacheControl!.Public, file);
        }
    }

    [Fact]
    public async Task No_other_website_may_read_an_answer()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        foreach (var (method, path) in new[] { ("GET", "/me"), ("GET", "/api/v1/members"), ("OPTIONS", "/api/v1/members"), ("GET", "/openapi/v1.json"), ("GET", "/sign-in") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Add("Access-Control-Request-Method", "GET");
            using var answer = await browser.Raw(request);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("DEBUG")]
    [InlineData("PROPFIND")]
    [InlineData("CONNECT")]
    public async Task Methods_that_no_route_declares_do_nothing(string method)
    {
        var browser = await world.SignedIn(world.University.Secretary);
        foreach (var path in new[] { "/me", "/api/v1/members", "/sign-in" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("X-Secret", "told-back");
            using var answer = await browser.Raw(request);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Assert.DoesNotContain("told-back", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Missing(HttpResponseMessage answer)
    {
        string One(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : "";
        if (One("Content-Security-Policy") != Policy)
        {
            yield return $"the content policy is '{One("Content-Security-Policy")}'";
        }
        var kind = answer.Content.Headers.ContentType;
        if (answer.Content.Headers.ContentLength is > 0 && (kind?.MediaType is null || (kind.MediaType.StartsWith("text/", StringComparison.Ordinal) && kind.CharSet is null)))
        {
            yield return $"the answer is of the kind '{kind}'";
        }
        if (One("X-Content-Type-Options") != "nosniff")
        {
            yield return "content types may be guessed";
        }
        if (One("Referrer-Policy") != "same-origin")
        {
            yield return "addresses are told to other websites";
        }
        if (answer.Headers.CacheControl?.NoStore != true)
        {
            yield return MayBeKept;
        }
        if (One("Server").Length > 0 || One("X-Powered-By").Length > 0)
        {
            yield return "it says what it runs on";
        }
        foreach (var cookie in (answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []).Where(c => !c.Contains("httponly", StringComparison.OrdinalIgnoreCase) || !c.Contains("samesite=", StringComparison.OrdinalIgnoreCase)).Where(c => !c.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"the cookie {cookie.Split('=')[0]} is open to scripts or other websites";
        }
    }
}
