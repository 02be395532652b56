using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>A session is what the server knows of it: it ends when it was ended, unused or old, and something sensitive asks who is there.</summary>
public sealed class SessionTests(SessionTests.StrictWorld world) : IClassFixture<SessionTests.StrictWorld>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionLimits Usual = new();

    [Theory]
    [InlineData(29, 29, false, true)]
    [InlineData(30, 30, false, false)]
    [InlineData(14, 14, true, true)]
    [InlineData(15, 15, true, false)]
    [InlineData(719, 1, true, true)]
    [InlineData(720, 0, false, false)]
    public void A_session_holds_while_it_is_used_and_not_too_old(int openedBefore, int usedBefore, bool isPrivileged, bool holds) =>
        Assert.Equal(holds, Usual.Hold(new SessionState(Guid.Empty, Guid.Empty, Noon.AddMinutes(-openedBefore), Noon, Noon.AddMinutes(-usedBefore)), isPrivileged, Noon));

    [Theory]
    [InlineData(4, true, true)]
    [InlineData(5, true, false)]
    [InlineData(14, false, true)]
    [InlineData(15, false, false)]
    public void A_proof_is_fresh_for_minutes(int provedBefore, bool isReading, bool isFresh) =>
        Assert.Equal(isFresh, Usual.IsFresh(new SessionState(Guid.Empty, Guid.Empty, Noon, Noon.AddMinutes(-provedBefore), Noon), isReading, Noon));

    [Theory]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome · Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0", "WeChat · iPhone")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows")]
    [InlineData(null, "- · -")]
    public void A_device_is_named_coarsely(string? agent, string name) => Assert.Equal(name, Device.Of(agent));

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_at_the_latest_after_its_hours()
    {
        var member = world.University.SecondMember;
        var browser = await world.SignedIn(member);
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Move(TimeSpan.FromMinutes(25));
            Assert.Equal("/me", (await Reach(browser, "/me")).Path);
        }
        world.Clock.Move(TimeSpan.FromMinutes(31));
        Assert.StartsWith("/sign-in", (await Reach(browser, "/me")).Path, StringComparison.Ordinal);

        browser = await world.SignedIn(member);
        for (var i = 0; i < 29; i++)
        {
            world.Clock.Move(TimeSpan.FromMinutes(25));
            await browser.Open("/me");
        }
        Assert.StartsWith("/sign-in", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_review_are_signed_out_sooner()
    {
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        world.Clock.Move(TimeSpan.FromMinutes(14));
        Assert.Equal("/me", (await Reach(reviewer, "/me")).Path);
        world.Clock.Move(TimeSpan.FromMinutes(16));
        Assert.StartsWith("/sign-in", (await Reach(reviewer, "/me")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worth_nothing_after_the_sign_out()
    {
        var account = world.University.SecondMember;
        var (one, two) = (await world.SignedIn(account), await world.SignedIn(account));
        var stolen = one.Cookie("zj-session");
        var page = await two.Open("/me/sessions");
        Assert.Equal(2, page.QuerySelectorAll("ul.z-list li").Length);
        await two.Press(page, "退出");
        Assert.Equal("/me/sessions", two.Path);
        Assert.StartsWith("/sign-in", (await Reach(one, "/me")).Path, StringComparison.Ordinal);

        await two.Press(await two.Open("/me"), "退出登录");
        Assert.StartsWith("/sign-in", (await Reach(two, "/me")).Path, StringComparison.Ordinal);
        using var replay = new HttpRequestMessage(HttpMethod.Get, "/me");
        replay.Headers.Add("Cookie", "zj-session=" + stolen);
        using var answer = await world.NewClient().SendAsync(replay, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_new_key_stands_in_the_cookie_after_every_proof()
    {
        var browser = world.Visitor();
        await browser.SignIn(world.University.Secretary.UserName!, World.Password);
        var first = browser.Cookie("zj-session");
        await browser.SignIn(world.University.Secretary.UserName!, World.Password);
        var second = browser.Cookie("zj-session");
        world.Clock.Move(TimeSpan.FromMinutes(6));
        var page = await browser.Open("/me/tokens");
        Assert.StartsWith("/confirm", browser.Path, StringComparison.Ordinal);
        page = await browser.Press(page, "确认并继续", ("Form.Current", "wrong"));
        browser.Says(IdentityRefusals.WrongPassword);
        await browser.Press(page, "确认并继续", ("Form.Current", World.Password));
        Assert.Equal("/me/tokens", browser.Path);
        Assert.Equal(3, new[] { first, second, browser.Cookie("zj-session") }.Distinct().Count());
        foreach (var old in new[] { first, second })
        {
            using var replay = new HttpRequestMessage(HttpMethod.Get, "/me");
            replay.Headers.Add("Cookie", "zj-session=" + old);
            using var answer = await world.NewClient().SendAsync(replay, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Nothing_sensitive_is_sent_without_a_recent_proof()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var page = await browser.Open("/me/tokens");
        world.Clock.Move(TimeSpan.FromMinutes(14));
        await browser.Press(page, "生成令牌", ("Form.Name", "刚好"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        page = await browser.Press(await Confirmed(browser, "/me/tokens"), "生成令牌", ("Form.Name", ""));
        world.Clock.Move(TimeSpan.FromMinutes(14.5));
        world.Clock.Move(TimeSpan.FromMinutes(0.5));
        await browser.Press(page, "生成令牌", ("Form.Name", "太晚"));
        browser.Says(PlatformWebRefusals.ConfirmFirst);
        Assert.Equal(0, await world.Read(db => db.AccountTokens.CountAsync(t => t.Name == "太晚")));
    }

    [Fact]
    public async Task Whoever_is_not_there_any_more_ends_nobody_elses_session()
    {
        var (one, other) = (await world.SignedIn(world.University.Secretary), await world.SignedIn(world.University.SecondSecretary));
        var foreign = await world.Inside(s => s.GetRequiredService<Fence>().Row<Guid>("select id from account_session where account_id = @Id and ended_at is null order by opened_at desc limit 1", new { world.University.SecondSecretary.Id }, default));
        await one.PostAnyway($"/me/sessions/{foreign}/end");
        Assert.Equal(HttpStatusCode.NotFound, one.Status);
        Assert.Equal("/me", (await Reach(other, "/me")).Path);
    }

    private async Task<AngleSharp.Dom.IDocument> Confirmed(Browser browser, string path)
    {
        var page = await browser.Open(path);
        return browser.Path.StartsWith("/confirm", StringComparison.Ordinal) ? await browser.Press(page, "确认并继续", ("Form.Current", World.Password)) : page;
    }

    private static async Task<Browser> Reach(Browser browser, string path)
    {
        await browser.Open(path);
        return browser;
    }

    /// <summary>With the usual limits of sessions.</summary>
    public sealed class StrictWorld : World
    {
        protected override void Configure(WebApplicationBuilder builder) =>
            Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(builder.Services, ServiceDescriptor.Singleton(new SessionLimits()));
    }
}
