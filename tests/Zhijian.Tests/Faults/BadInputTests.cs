using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Zhijian.Access;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>Whatever is sent to a route of the interface, the answer is a clear refusal in the caller's language, and nothing is half done.</summary>
public sealed class BadInputTests(RoomyServedWorld world) : IClassFixture<RoomyServedWorld>
{
    /// <summary>Needs no key because it writes nothing.</summary>
    private const string WritesNothing = "/api/v1/limits/probe";

    private static readonly byte[] Nul = [0];
    private static readonly string?[] WrongTypes = [null, "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-7"];

    /// <summary>Bodies that no route may swallow: name, bytes, content type.</summary>
    private static readonly (string Name, Func<byte[]> Body)[] Wrong =
    [
        ("unknown member", () => """{"thereIsNoSuchMember":1}"""u8.ToArray()),
        ("member twice", () => """{"title":"a","title":"b","note":"a","note":"b","code":"1","code":"2"}"""u8.ToArray()),
        ("10,000 deep", () => Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}")),
        ("malformed UTF-8", () => [.. "{\"note\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]),
        ("lone surrogate", () => """{"note":"\ud800","title":"\ud800","code":"\ud800"}"""u8.ToArray()),
        ("NUL in a text", () => """{"note":"a\u0000b","title":"a\u0000b","code":"\u0000"}"""u8.ToArray()),
        ("half a document", () => """{"note":"a"""u8.ToArray()),
        ("a list", () => "[1,2,3]"u8.ToArray()),
        ("nothing", () => []),
        ("NUL alone", () => Nul),
    ];

    [Fact]
    public async Task No_route_of_the_interface_breaks_over_bad_json()
    {
        var program = await world.Program(world.University.OrganisationDepartment);
        var before = await world.Read(db => db.Set<JournalEntry>().CountAsync());
        List<string> breaches = [];
        var asked = 0;
        foreach (var (endpoint, method) in Endpoint.All(world).Where(e => e.Pattern.StartsWith("/api/", StringComparison.Ordinal) && e.BodyType is not null).SelectMany(e => e.Writes.Select(m => (e, new HttpMethod(m)))))
        {
            var path = PathOf(endpoint);
            foreach (var language in new[] { "zh-CN", "en" })
            {
                foreach (var (name, body) in Wrong)
                {
                    using var request = Request(method, path, body(), language);
                    using var response = await program.SendAsync(request);
                    breaches.AddRange(await NotClear(response, $"{method} {endpoint.Pattern}, {name}", language));
                    asked++;
                }
                foreach (var type in WrongTypes)
                {
                    using var request = Request(method, path, "{}"u8.ToArray(), language);
                    request.Content!.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
                    using var response = await program.SendAsync(request);
                    breaches.AddRange(await NotClear(response, $"{method} {endpoint.Pattern} as {type ?? "nothing"}", language));
                    asked++;
                }
            }
        }
        Console.WriteLine($"figure bad-bodies-refused-clearly {asked - breaches.Count} {asked} {(breaches.Count == 0 ? "met" : "short")}");

        Breaches.None(breaches);
        Assert.Equal(before, await world.Read(db => db.Set<JournalEntry>().CountAsync()));
    }

    [Fact]
    public async Task A_change_without_a_key_or_with_an_endless_one_is_refused()
    {
        var department = await world.Program(world.University.OrganisationDepartment);
        var system = await world.Program((await world.ConnectedSystem(world.University.Committee)).Account);
        List<string> breaches = [];
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Pattern is not WritesNothing && e.Pattern.StartsWith("/api/", StringComparison.Ordinal) && e.Writes.Any()))
        {
            foreach (var key in new[] { null, new string('k', 500) })
            {
                using var request = Request(new HttpMethod(endpoint.Writes.First()), PathOf(endpoint), "{}"u8.ToArray(), "en", key);
                request.Content = endpoint.TakesForm ? new MultipartFormDataContent { { new StringContent("x"), "file", "a.txt" } } : request.Content;
                using var response = await (endpoint.Pattern.StartsWith("/api/v1/exchange/", StringComparison.Ordinal) ? system : department).SendAsync(request);
                breaches.AddRange(await NotClear(response, $"{endpoint.Pattern} without a usable key", "en"));
                if (!(await response.Content.ReadAsStringAsync()).Contains($"\"{PlatformWebRefusals.KeyMissing.Code}\"", StringComparison.Ordinal))
                {
                    breaches.Add($"{endpoint.Pattern} asks for no key");
                }
            }
        }
        Breaches.None(breaches);
    }

    [Fact]
    public async Task A_body_of_50_MB_is_refused_everywhere_and_the_next_request_is_answered()
    {
        var program = await world.Program(world.University.OrganisationDepartment);
        List<string> breaches = [];
        var asked = 0;
        foreach (var (endpoint, method) in Endpoint.All(world).SelectMany(e => (e.IsPage && e.Forms.Count > 0 ? ["POST"] : e.IsPage ? [] : e.Writes).Select(m => (e, new HttpMethod(m)))))
        {
            using var request = Request(method, PathOf(endpoint), [], asked % 2 == 0 ? "en" : "zh-CN");
            request.Content = new StreamContent(new Endless(50 * 1024 * 1024));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(endpoint.BodyType is not null ? "application/json" : endpoint.TakesForm ? "multipart/form-data; boundary=x" : "application/x-www-form-urlencoded");
            request.Headers.ExpectContinue = true;
            asked++;
            try
            {
                using var response = await program.SendAsync(request);
                if ((int)response.StatusCode is < 400 or >= 500)
                {
                    breaches.Add($"{method} {endpoint.Pattern} answered {(int)response.StatusCode} to 50 MB");
                }
                else if (endpoint.Pattern.StartsWith("/api/", StringComparison.Ordinal))
                {
                    breaches.AddRange(await NotClear(response, $"{method} {endpoint.Pattern}, 50 MB", asked % 2 == 1 ? "en" : "zh-CN"));
                }
            }
            catch (HttpRequestException)
            {
                // The server hung up before the whole body was sent: refused just as well.
            }
        }
        Breaches.None(breaches);
        Console.WriteLine($"figure uploads-of-50-megabytes-refused {asked}");
        using var next = await program.GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Endless_headers_and_addresses_are_refused_and_the_next_request_is_answered()
    {
        using var client = world.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.TryAddWithoutValidation("X-Long", new string('a', 200_000));
        using var refused = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, refused.StatusCode);
        using var address = await client.GetAsync("/sign-in?" + new string('a', 20_000));
        Assert.True((int)address.StatusCode is >= 400 and < 500);
        using var next = await client.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Odd_bytes_in_addresses_and_queries_break_no_page()
    {
        var program = await world.Program(world.University.OrganisationDepartment);
        List<string> breaches = [];
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Methods.Contains("GET") && !e.Pattern.Contains("live", StringComparison.Ordinal)))
        {
            foreach (var odd in new[] { "%00", "%ff%fe", "%ed%a0%80", "-1", "99999999999999999999", "'--", "%F0%9F%98%80", "0001-01-01" })
            {
                var query = string.Join('&', endpoint.QueryNames.Append("after").Append("limit").Distinct().Select(n => $"{n}={odd}"));
                using var response = await program.GetAsync($"{PathOf(endpoint)}?{query}", HttpCompletionOption.ResponseHeadersRead);
                if ((int)response.StatusCode >= 500)
                {
                    breaches.Add($"GET {endpoint.Pattern} with {odd} answered {(int)response.StatusCode}");
                }
            }
        }
        Breaches.None(breaches);
    }

    /// <summary>A clear refusal: 4xx, problem details with a code, and a sentence in the caller's language.</summary>
    private static async Task<string[]> NotClear(HttpResponseMessage response, string what, string language)
    {
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode is < 400 or >= 500)
        {
            return [$"{what}: answered {(int)response.StatusCode}"];
        }
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return [$"{what}: {(int)response.StatusCode} without problem details"];
        }
        using var problem = JsonDocument.Parse(text);
        var detail = problem.RootElement.GetProperty("detail").GetString()!;
        return problem.RootElement.GetProperty("code").GetString() is not { Length: > 0 } ? [$"{what}: no code"]
            : detail.Any(c => c > 0x2E80) != (language == "zh-CN") ? [$"{what}: not in {language}: {detail}"] : [];
    }

    private static string PathOf(Endpoint endpoint) => System.Text.RegularExpressions.Regex.Replace(endpoint.Pattern, @"\{[^}]+\}", _ => Guid.Empty.ToString());

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[] body, string language, string? key = "")
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        request.Headers.TryAddWithoutValidation("If-Match", "\"v1\"");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key.Length == 0 ? Guid.NewGuid().ToString("N") : key);
        }
        return request;
    }

    /// <summary>So many bytes without keeping them.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => _at = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _at);
            _at += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => _at = origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.End ? length + offset : _at + offset;

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
