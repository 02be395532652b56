using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Platform.Limits;

/// <summary>What is counted by address and by name, with numbers small enough to reach.</summary>
public sealed class AddressTests(AddressTests.Strict world) : IClassFixture<AddressTests.Strict>
{
    [Fact]
    public async Task Too_many_visits_of_one_address_are_refused_and_neither_its_signed_in_people_nor_other_addresses_feel_it()
    {
        var member = await world.SignedIn(world.University.Member);
        for (var i = 0; i < 100; i++)
        {
            using var answer = await Visit("203.0.113.7");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var refused = await Visit("203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("本网络未登录的访问", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("limits.visits", LimitRefusals.Visits.Code);
        using var elsewhere = await Visit("203.0.113.8");
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        using var inside = new HttpRequestMessage(HttpMethod.Get, "/messages");
        inside.Headers.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, (await member.Raw(inside)).StatusCode);

        world.Clock.Move(refused.Headers.RetryAfter!.Delta!.Value);
        using var later = await Visit("203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_hashed_locked_and_told_as_one_with_a_wrong_password()
    {
        var known = await Tries(world.University.SecondMember.UserName!, "198.51.100.1");
        var unknown = await Tries("nobody-of-that-name", "198.51.100.2");

        Assert.Equal(known, unknown);
        Assert.Equal([1, 1, 1, 1, 1, 0], known.Select(t => t.Hashes));
        Assert.Equal([.. Enumerable.Repeat("identity.wrong-name-or-password", 5), "identity.locked-out"], known.Select(t => t.Told));
        Console.WriteLine("figure limits-tries-that-tell-an-unknown-name-apart 0 0 met");
    }

    [Fact]
    public async Task At_most_twenty_tries_an_hour_reach_an_account()
    {
        var before = world.Hashes.Count;
        for (var minute = 0; minute < 60; minute++)
        {
            for (var i = 0; i < 3; i++)
            {
                await Try(world.University.ThirdSecretary.UserName!, $"198.51.100.{10 + (minute * 3 + i)}");
            }
            world.Clock.Move(TimeSpan.FromMinutes(1));
        }
        var tries = world.Hashes.Count - before;
        Assert.InRange(tries, 15, 20);
        Console.WriteLine($"figure limits-tries-per-account-and-hour {tries} 20 met");
    }

    [Fact]
    public async Task Wrong_passwords_of_one_address_are_counted_over_all_names_and_right_ones_are_not()
    {
        const string Address = "192.0.2.1";
        for (var i = 0; i < 30; i++)
        {
            await Try($"sprayed{i}", Address);
            if (i % 10 == 0)
            {
                Assert.Equal("", (await Try(world.University.Secretary.UserName!, Address, World.Password)).Told);
            }
        }

        Assert.Equal("limits.wrong-passwords", (await Try("another", Address)).Told);
        Assert.Equal("limits.wrong-passwords", LimitRefusals.WrongPasswords.Code);
        Assert.Equal("", (await Try(world.University.Secretary.UserName!, "192.0.2.2", World.Password)).Told);
        world.Clock.Move(TimeSpan.FromHours(1));
        Assert.Equal("", (await Try(world.University.Secretary.UserName!, Address, World.Password)).Told);
    }

    private async Task<HttpResponseMessage> Visit(string address)
    {
        using var client = world.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-For", address);
        return await client.SendAsync(request);
    }

    private async Task<List<(string Told, int Hashes, HttpStatusCode Status)>> Tries(string name, string address)
    {
        List<(string, int, HttpStatusCode)> tries = [];
        for (var i = 0; i < 6; i++)
        {
            tries.Add(await Try(name, address));
        }
        return tries;
    }

    private async Task<(string Told, int Hashes, HttpStatusCode Status)> Try(string name, string address, string password = "wrong")
    {
        using var client = world.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        var browser = new Browser(world, client, Texts.TextFiles.Chinese);
        var before = world.Hashes.Count;
        await browser.SignIn(name, password);
        var told = browser.Path != "/sign-in" ? ""
            : new[] { IdentityRefusals.WrongNameOrPassword, IdentityRefusals.LockedOut }.FirstOrDefault(r => browser.Text.Contains(Texts.TextFiles.Find(Texts.TextFiles.Chinese, "refusal." + r.Code), StringComparison.Ordinal))?.Code
            ?? (browser.Status == HttpStatusCode.TooManyRequests ? LimitRefusals.WrongPasswords.Code : browser.Text);
        return (told, world.Hashes.Count - before, browser.Status);
    }

    /// <summary>A world of small numbers that counts how often a password is hashed.</summary>
    public sealed class Strict : World
    {
        internal CountingHasher Hashes { get; } = new();

        protected override void Configure(WebApplicationBuilder builder)
        {
            builder.Configuration["Zhijian:Limits:VisitsPerAddress"] = "100";
            builder.Configuration["Zhijian:Limits:WrongPasswordsPerAddress"] = "30";
            builder.Services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<Account>>(Hashes));
        }
    }

    internal sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _inner = new(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));

        public int Count { get; private set; }

        public string HashPassword(Account user, string password) => _inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Count++;
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
