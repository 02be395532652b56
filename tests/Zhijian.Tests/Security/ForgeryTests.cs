using Zhijian.Access;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>What another website, or somebody else's page, makes a browser send is refused by every endpoint that changes anything.</summary>
public sealed class ForgeryTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string TokenField = "__RequestVerificationToken";

    [Fact]
    public async Task No_endpoint_takes_a_request_that_did_not_come_from_its_own_page()
    {
        var university = world.University;
        await world.Given(db => db.Add(new PostHolding { OrganisationId = university.Committee.Id, Path = university.Committee.Path, MemberId = university.ThirdMembers[6].Id, Post = PostKind.SecurityAdministrator, From = university.Committee.FoundedOn }));
        Session[] people = [await Session.Of(world, await world.AccountOf(university.ThirdMembers[6])), await Session.Of(world, world.University.OrganisationDepartment), await Session.Of(world, world.University.Admin), await Session.Of(world, world.University.Secretary), await Session.Of(world, world.University.GeneralBranchReviewer), await Session.Of(world, null)];
        var others = (await Session.Of(world, world.University.SecondSecretary)).Token;
        var earlier = (await Session.Of(world, world.University.OrganisationDepartment)).Token;
        List<string> breaches = [];
        var sent = 0;
        // What connected systems alone may do comes with a token; no browser holds a session of theirs.
        foreach (var (endpoint, method) in Endpoint.All(world).Where(e => e.Allow?.Acts is not [Modules.Exchange.ExchangeActs.Write]).SelectMany(e => Session.Writes(e).Select(m => (e, m))).OrderBy(e => e.e.Pattern.Contains("sign-out", StringComparison.Ordinal)))
        {
            if (await Admitted(people, endpoint, method) is not { } person)
            {
                breaches.Add($"{method} {endpoint.Pattern}: nobody here may use it, so nothing was tried");
                continue;
            }
            foreach (var (variant, token, headers) in Forgeries(person.Token, others, earlier))
            {
                var text = await Send(person, endpoint, method, token, headers);
                sent++;
                if (!Session.Tells(text, PlatformWebRefusals.FormExpired) && !Session.Tells(text, PlatformWebRefusals.FromElsewhere))
                {
                    breaches.Add($"{method} {endpoint.Pattern} took a request with {variant}");
                }
            }
        }
        Console.WriteLine($"figure forged-requests-accepted {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure forged-requests {sent}");
        Breaches.None(breaches);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Origin", "http://localhost", true)]
    [InlineData("Origin", "http://localhost:8080", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("X-Nothing", "1", true)]
    public async Task Only_our_own_pages_are_where_a_change_may_come_from(string header, string value, bool taken)
    {
        var person = await Session.Of(world, world.University.Member);
        var endpoint = Endpoint.All(world).Single(e => e.Pattern == "/messages/read");

        Assert.Equal(!taken, Session.Tells(await Send(person, endpoint, "POST", person.Token, [(header, value)]), PlatformWebRefusals.FromElsewhere));
    }

    private static IEnumerable<(string Variant, string? Token, (string, string)[] Headers)> Forgeries(string own, string others, string earlier) =>
    [
        ("no token", null, []),
        ("a made-up token", "CfDJ8" + new string('a', 150), []),
        ("another person's token", others, []),
        ("the token of another session", earlier, []),
        ("its own token from another website", own, [("Sec-Fetch-Site", "cross-site")]),
        ("its own token from another origin", own, [("Origin", "https://evil.example")]),
    ];

    /// <summary>Somebody whom the endpoint admits: with everything right, neither the policy nor the token is what refuses.</summary>
    private async Task<Session?> Admitted(Session[] people, Endpoint endpoint, string method)
    {
        foreach (var person in people)
        {
            // Signing out would end the session that is still needed; that it admits everybody is declared.
            if (endpoint.Pattern.Contains("sign-out", StringComparison.Ordinal) && endpoint.Allow!.Acts.Any(a => a is AllowAttribute.Anyone or AllowAttribute.SignedIn))
            {
                return person;
            }
            var text = await Send(person, endpoint, method, person.Token, []);
            if (!Session.Tells(text, PlatformRefusals.NotYours) && !Session.Tells(text, PlatformWebRefusals.FormExpired) && !Session.Tells(text, PlatformWebRefusals.SignInFirst))
            {
                return person;
            }
        }
        return null;
    }

    private static MultipartFormDataContent Multipart(List<KeyValuePair<string, string>> fields)
    {
        var parts = new MultipartFormDataContent { { new StringContent("x"), "file", "a.txt" } };
        fields.ForEach(f => parts.Add(new StringContent(f.Value), f.Key));
        return parts;
    }

    private static async Task<string> Send(Session person, Endpoint endpoint, string method, string? token, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Session.PathOf(endpoint));
        List<KeyValuePair<string, string>> fields = [new("_key", Guid.NewGuid().ToString("N")), new("version", "1")];
        if (endpoint.Pattern.StartsWith("/api/", StringComparison.Ordinal))
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            request.Headers.Add("If-Match", "\"v1\"");
            request.Content = endpoint.TakesForm ? new MultipartFormDataContent { { new StringContent("x"), "file", "a.txt" } } : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            if (token is not null)
            {
                request.Headers.Add("RequestVerificationToken", token);
            }
        }
        else
        {
            fields = token is null ? fields : [.. fields, new(TokenField, token)];
            request.Content = endpoint.TakesForm ? Multipart(fields) : new FormUrlEncodedContent(fields);
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }
        using var response = await person.Browser.Raw(request);
        return await response.Content.ReadAsStringAsync();
    }
}
