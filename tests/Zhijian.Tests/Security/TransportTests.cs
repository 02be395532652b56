using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Where people come by https alone, cookies are bound to it and browsers are told to stay with it.</summary>
public sealed class TransportTests(TransportTests.SecureWorld world) : IClassFixture<TransportTests.SecureWorld>
{
    [Theory]
    [InlineData("https://localhost", true)]
    [InlineData("http://localhost", false)]
    public async Task Browsers_are_told_to_stay_with_https(string site, bool told)
    {
        using var client = world.NewClient();
        client.BaseAddress = new Uri(site);
        foreach (var path in new[] { "/sign-in", "/no-such-page", "/openapi/v1.json" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(told, answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Fact]
    public async Task Cookies_are_bound_to_this_host_and_to_https()
    {
        using var client = world.NewClient();
        client.BaseAddress = new Uri("https://localhost");
        using var answer = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-zj-form=", cookie, StringComparison.Ordinal);
        foreach (var word in new[] { "secure", "httponly", "path=/", "samesite=lax" })
        {
            Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
        }
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Set up for https.</summary>
    public sealed class SecureWorld : World
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Zhijian:Https"] = "true" };
    }
}
