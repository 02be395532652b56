using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Access;
using Zhijian.Modules.People;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>A second factor is asked for wherever there is one, and what stands before it opens nothing.</summary>
public sealed class SecondFactorTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task With_an_app_the_password_alone_opens_nothing_and_each_code_works_once()
    {
        var account = await NewAccount();
        var (_, key, _) = await SetUp(account);
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, World.Password);
        Assert.Equal("/sign-in/second-step", browser.Path);
        await browser.Open("/me");
        Assert.StartsWith("/sign-in", browser.Path, StringComparison.Ordinal);

        var page = await browser.Open("/sign-in/second-step");
        page = await browser.Press(page, "登录", ("Form.Code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        browser.Says(IdentityRefusals.WrongCode);
        var code = Code(key);
        await browser.Press(page, "登录", ("Form.Code", $"{code[..3]} {code[3..]}"));
        await browser.Open("/me");
        Assert.Equal("/me", browser.Path);

        var thief = world.Visitor();
        await thief.SignIn(account.UserName!, World.Password);
        await thief.Press(await thief.Open("/sign-in/second-step"), "登录", ("Form.Code", code));
        thief.Says(IdentityRefusals.WrongCode);
        await thief.Open("/me");
        Assert.StartsWith("/sign-in", thief.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_send_the_same_code_at_once_one_comes_in()
    {
        var account = await NewAccount();
        var (_, key, codes) = await SetUp(account);
        foreach (var code in new[] { Code(key), codes[0] })
        {
            List<(Browser Browser, IDocument Page)> waiting = [];
            for (var i = 0; i < 4; i++)
            {
                var browser = world.Visitor();
                await browser.SignIn(account.UserName!, World.Password);
                waiting.Add((browser, await browser.Open("/sign-in/second-step")));
            }
            await Task.WhenAll(waiting.Select(w => w.Browser.Press(w.Page, "登录", ("Form.Code", code))));
            Assert.Single(waiting, w => !w.Browser.Path.StartsWith("/sign-in", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Half_way_no_endpoint_gives_more_than_to_anybody()
    {
        var account = await NewAccount();
        await SetUp(account);
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, World.Password);
        Assert.Equal("/sign-in/second-step", browser.Path);
        List<string> wrong = [];
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Allow?.IsForAnyone == false))
        {
            foreach (var method in endpoint.Methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Zhijian.Security.Session.PathOf(endpoint));
                using var answer = await browser.Raw(request);
                if (answer.StatusCode != HttpStatusCode.Unauthorized && answer.StatusCode != HttpStatusCode.NotFound && answer.Headers.Location?.ToString().StartsWith("/sign-in?", StringComparison.Ordinal) != true)
                {
                    wrong.Add($"{method} {endpoint.Pattern}: {answer.StatusCode}");
                }
            }
        }
        Breaches.None(wrong);
    }

    [Fact]
    public async Task The_second_step_is_over_after_minutes_and_without_the_first()
    {
        var account = await NewAccount();
        var (_, key, _) = await SetUp(account);
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, World.Password);
        var page = await browser.Open("/sign-in/second-step");
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await browser.Press(page, "登录", ("Form.Code", Code(key)));
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        browser.Says(IdentityRefusals.SecondStepOver);
        var stranger = world.Visitor();
        await stranger.Open("/sign-in/second-step");
        stranger.Says(IdentityRefusals.SecondStepOver);
    }

    [Fact]
    public async Task A_recovery_code_works_once_is_kept_as_a_hash_and_a_new_set_ends_the_old()
    {
        var account = await NewAccount();
        var (owner, _, codes) = await SetUp(account);
        Assert.Equal(10, codes.Count);
        await SignIn(account, codes[3].ToLowerInvariant().Replace('-', ' '));
        Assert.False(await TrySignIn(account, codes[3]));
        var kept = await world.Inside(s => s.GetRequiredService<Fence>().Rows<byte[]>("select hash from account_recovery_code where account_id = @Id", new { account.Id }, default));
        Assert.Equal(10, kept.Count);
        Assert.DoesNotContain(kept, h => codes.Any(c => h.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(c)) || h.SequenceEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(SecondStep.Plain(c))))));
        Assert.Contains(await Told(account), t => t == "message.recovery-code-used");

        owner = await SignIn(account, codes[4]);
        var page = await owner.Press(await owner.Open("/me/second-factor"), "重新生成恢复码");
        var anew = Codes(page);
        Assert.Equal(10, anew.Count);
        Assert.False(await TrySignIn(account, codes[5]));
        Assert.True(await TrySignIn(account, anew[0]));
        Assert.DoesNotContain("<ol class=\"z-mt-2\">", (await owner.Open("/me/second-factor")).Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_lies_sealed_and_is_shown_only_until_the_first_code()
    {
        var account = await NewAccount();
        var browser = await world.SignedIn(account);
        var page = await browser.Press(await browser.Open("/me/second-factor"), "开始设置");
        var key = KeyOf(page);
        Assert.NotNull(page.QuerySelector(".z-qr svg[role=img][aria-label]"));
        var row = await world.Inside(s => s.GetRequiredService<Fence>().Row<byte[]>("select secret from account_authenticator where account_id = @Id", new { account.Id }, default));
        Assert.DoesNotContain(key, System.Text.Encoding.Latin1.GetString(row!), StringComparison.Ordinal);
        page = await browser.Press(page, "确认并启用", ("Form.Code", "12"));
        browser.Says(IdentityRefusals.WrongCode);
        Assert.Equal(key, KeyOf(page));
        await browser.Press(page, "确认并启用", ("Form.Code", Code(key)));
        Assert.DoesNotContain(key, browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("z-qr", (await browser.Open("/me/second-factor")).Source.Text, StringComparison.Ordinal);
        await browser.PostAnyway("/me/second-factor/begin");
        browser.Says(IdentityRefusals.AuthenticatorStands);
        await browser.PostAnyway("/me/second-factor/app/remove");
        browser.Says(IdentityRefusals.LastFactor);
    }

    [Fact]
    public async Task A_picture_that_was_left_lying_is_worth_nothing()
    {
        var account = await NewAccount();
        var browser = await world.SignedIn(account);
        var page = await browser.Press(await browser.Open("/me/second-factor"), "开始设置");
        var key = KeyOf(page);
        world.Clock.Move(TimeSpan.FromMinutes(16));
        await browser.Press(page, "确认并启用", ("Form.Code", Code(key)));
        Assert.True((int)browser.Status >= 400);
        var (late, _) = await world.Inside(s => s.GetRequiredService<SetUpFactorAction>().Confirm(Code(key), new Deciding.Actor { Name = "", AccountId = account.Id }, default));
        Assert.Equal(IdentityRefusals.SetUpOver, late.Refusal);
        Assert.False((await world.Read(db => db.Accounts.SingleAsync(a => a.Id == account.Id))).TwoFactorEnabled);
        var (decision, codes) = await world.Inside(s => s.GetRequiredService<SetUpFactorAction>().MakeCodes(new Deciding.Actor { Name = "", AccountId = account.Id }, default));
        Assert.Equal((IdentityRefusals.NoSecondFactor, 0), (decision.Refusal, codes.Count));
    }

    [Fact]
    public async Task Setting_up_ends_the_other_sessions_and_tells_the_person()
    {
        var account = await NewAccount();
        var other = await world.SignedIn(account);
        var (owner, _, _) = await SetUp(account);
        await owner.Open("/me");
        Assert.Equal("/me", owner.Path);
        await other.Open("/me");
        Assert.StartsWith("/sign-in", other.Path, StringComparison.Ordinal);
        Assert.Contains("message.second-factor-set", await Told(account));
    }

    [Fact]
    public async Task Turning_off_asks_for_a_password_that_can_stand_alone()
    {
        var account = await NewAccount();
        var (owner, key, _) = await SetUp(account);
        world.Clock.Move(TimeSpan.FromSeconds(60));
        var page = await owner.Press(await owner.Open("/me/password"), "修改密码", ("Form.Current", World.Password), ("Form.Password", "kürzer 9"), ("Form.Repeated", "kürzer 9"));
        Assert.Contains("密码已修改", owner.Text, StringComparison.Ordinal);
        page = await owner.Press(await owner.Open("/me/second-factor"), "关闭第二步验证", ("Form.Current", "kürzer 9"));
        owner.Says(IdentityRefusals.PasswordShortAlone);
        page = await owner.Press(page, "关闭第二步验证", ("Form.Current", "wrong"));
        owner.Says(IdentityRefusals.WrongPassword);
        const string Long = "一句很长很长很长很长很长的话";
        await owner.Press(await owner.Open("/me/password"), "修改密码", ("Form.Current", "kürzer 9"), ("Form.Password", Long + "123"), ("Form.Repeated", Long + "123"));
        await owner.Press(await owner.Open("/me/second-factor"), "关闭第二步验证", ("Form.Current", Long + "123"));
        Assert.Contains("已关闭", owner.Text, StringComparison.Ordinal);
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, Long + "123");
        Assert.DoesNotContain("sign-in", browser.Path, StringComparison.Ordinal);
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from account_recovery_code where account_id = @Id", new { account.Id }, default)));
    }

    [Fact]
    public async Task An_administrator_resets_a_lost_factor_with_a_reason_that_the_person_reads()
    {
        var account = await NewAccount();
        var (owner, _, _) = await SetUp(account);
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open($"/access/accounts/{account.Id}");
        page = await admin.Press(page, "重置第二步验证", ("Form.Reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, admin.Status);
        await admin.Press(page, "重置第二步验证", ("Form.Reason", "当面核实，手机丢失"));
        Assert.Contains("已重置", admin.Text, StringComparison.Ordinal);
        await owner.Open("/me");
        Assert.StartsWith("/sign-in", owner.Path, StringComparison.Ordinal);
        var again = await world.SignedIn(account);
        await again.Open("/messages");
        Assert.Contains("当面核实，手机丢失", again.Text, StringComparison.Ordinal);
        Assert.True((await world.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == account.Id && j.Fact == nameof(SecondFactorReset)))).Body.Contains("手机丢失", StringComparison.Ordinal));

        var own = await world.Read(db => db.Accounts.SingleAsync(a => a.Id == world.University.Admin.Id));
        var refused = await world.Inside(s => s.GetRequiredService<SetUpFactorAction>().Reset(own, "x", new Deciding.Actor { Name = "", AccountId = own.Id }, default));
        Assert.Equal(IdentityRefusals.NotOwnFactor, refused.Refusal);
    }

    internal static string Code(World world, string key) => TimeCode.Of(Base32.Read(key), TimeCode.StepAt(world.Clock.GetUtcNow()));

    internal static string KeyOf(IDocument page) => page.QuerySelector(".z-qr ~ p code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);

    internal static List<string> Codes(IDocument page) => [.. page.QuerySelectorAll(".z-note ol code").Select(c => c.TextContent)];

    /// <summary>Sets an app up on the page; half a minute later its next code can be used.</summary>
    internal static async Task<(Browser Owner, string Key, List<string> Codes)> SetUp(World world, Browser browser)
    {
        var page = await browser.Press(await browser.Open("/me/second-factor"), "开始设置");
        var key = KeyOf(page);
        page = await browser.Press(page, "确认并启用", ("Form.Code", Code(world, key)));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        world.Clock.Move(TimeSpan.FromSeconds(60));
        return (browser, key, Codes(page));
    }

    private async Task<(Browser Owner, string Key, List<string> Codes)> SetUp(Account account) => await SetUp(world, await world.SignedIn(account));

    private string Code(string key) => Code(world, key);

    private async Task<Browser> SignIn(Account account, string code)
    {
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, World.Password);
        await browser.Press(await browser.Open("/sign-in/second-step"), "登录", ("Form.Code", code));
        return browser;
    }

    private async Task<bool> TrySignIn(Account account, string code) => !(await SignIn(account, code)).Path.StartsWith("/sign-in", StringComparison.Ordinal);

    private Task<List<string>> Told(Account account) => world.Read(db => db.Set<Messages.Message>().Where(m => m.MemberId == account.MemberId).Select(m => m.TextKey).ToListAsync());

    private async Task<Account> NewAccount()
    {
        var path = world.University.Third.Path;
        var member = await world.Read(db => db.Members.Where(m => m.Path == path && !db.Set<Account>().Any(a => a.MemberId == m.Id)).OrderBy(m => m.Id).FirstOrDefaultAsync());
        return await world.AccountOf(member ?? await AnotherMember());
    }

    private async Task<Member> AnotherMember()
    {
        var like = world.University.ThirdMembers[0];
        return await world.Given(db =>
        {
            var made = new Member { Path = like.Path, OrganisationId = like.OrganisationId, Name = "新人" + Guid.NewGuid().ToString("N")[..6], Category = like.Category, State = like.State };
            db.Add(made);
            return made;
        });
    }
}

/// <summary>Guessing codes is held up like guessing passwords, and knowing the password gives no more tries.</summary>
public sealed class GuessedCodeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Five_wrong_codes_lock_the_account_however_often_the_password_was_right()
    {
        var account = world.University.SecondMember;
        var (_, key, _) = await SecondFactorTests.SetUp(world, await world.SignedIn(account));
        var browser = world.Visitor();
        for (var i = 0; i < 5; i++)
        {
            await browser.SignIn(account.UserName!, World.Password);
            Assert.Equal("/sign-in/second-step", browser.Path);
            await browser.Press(await browser.Open("/sign-in/second-step"), "登录", ("Form.Code", "00000" + i));
            browser.Says(IdentityRefusals.WrongCode);
        }
        (await Opened(browser, "/sign-in/second-step")).Says(IdentityRefusals.SecondStepOver);
        await browser.SignIn(account.UserName!, World.Password);
        browser.Says(IdentityRefusals.LockedOut);
        Assert.True((await world.Read(db => db.Accounts.SingleAsync(a => a.Id == account.Id))).LockoutEnd > world.Clock.GetUtcNow());

        world.Clock.Move(TimeSpan.FromMinutes(16));
        await browser.SignIn(account.UserName!, World.Password);
        await browser.Press(await browser.Open("/sign-in/second-step"), "登录", ("Form.Code", SecondFactorTests.Code(world, key)));
        Assert.Equal("/me", (await Opened(browser, "/me")).Path);
    }

    [Fact]
    public async Task A_step_that_began_before_the_lock_is_locked_too()
    {
        var account = world.University.SecondSecretary;
        var (_, key, _) = await SecondFactorTests.SetUp(world, await world.SignedIn(account));
        var early = world.Visitor();
        await early.SignIn(account.UserName!, World.Password);
        var page = await early.Open("/sign-in/second-step");
        for (var i = 0; i < 5; i++)
        {
            await world.Visitor().SignIn(account.UserName!, "wrong");
        }
        await early.Press(page, "登录", ("Form.Code", SecondFactorTests.Code(world, key)));
        early.Says(IdentityRefusals.LockedOut);
    }

    [Fact]
    public async Task Before_something_sensitive_password_and_code_are_asked_for()
    {
        var strict = new Sessions.SessionTests.StrictWorld();
        await using (strict)
        {
            await strict.InitializeAsync();
            var (owner, key, codes) = await SecondFactorTests.SetUp(strict, await strict.SignedIn(strict.University.Member));
            strict.Clock.Move(TimeSpan.FromMinutes(6));
            var page = await owner.Open("/me/tokens");
            Assert.StartsWith("/confirm", owner.Path, StringComparison.Ordinal);
            page = await owner.Press(page, "确认并继续", ("Form.Current", World.Password));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
            page = await owner.Press(page, "确认并继续", ("Form.Current", World.Password), ("Form.Code", "123"));
            owner.Says(IdentityRefusals.WrongCode);
            await owner.Press(page, "确认并继续", ("Form.Current", World.Password), ("Form.Code", SecondFactorTests.Code(strict, key)));
            Assert.Equal("/me/tokens", owner.Path);
        }
    }

    private static async Task<Browser> Opened(Browser browser, string path)
    {
        await browser.Open(path);
        return browser;
    }
}

/// <summary>Whoever reviews or administers does nothing before they have a second factor; others are left in peace.</summary>
public sealed class RequiredFactorTests(RequiredFactorTests.RequiringWorld world) : IClassFixture<RequiredFactorTests.RequiringWorld>
{
    [Fact]
    public async Task Whoever_reviews_is_led_to_the_set_up_and_can_do_nothing_else_until_it_is_done()
    {
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Equal("/me/second-factor", reviewer.Path);
        Assert.Contains("请先设置第二步验证", reviewer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/review\"", reviewer.Text, StringComparison.Ordinal);
        string[] open = ["/me/second-factor", "/me/second-factor/begin", "/me/second-factor/app/remove", "/me/passkeys/question", "/me/passkeys/{id:guid}/rename", "/me/passkeys/{id:guid}/remove", "/me/password", "/me/sign-out-everywhere", "/confirm"];
        List<string> wrong = [];
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Allow?.IsForAnyone == false && !open.Contains(e.Pattern)))
        {
            foreach (var method in endpoint.Methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Zhijian.Security.Session.PathOf(endpoint));
                using var answer = await reviewer.Raw(request);
                if (answer.Headers.Location?.ToString() != "/me/second-factor" && answer.StatusCode != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{method} {endpoint.Pattern}: {answer.StatusCode}");
                }
            }
        }
        Breaches.None(wrong);
        await reviewer.PostAnyway("/messages/read");
        Assert.Equal("/me/second-factor", (await Opened(reviewer, "/review")).Path);

        var (owner, _, _) = await SecondFactorTests.SetUp(world, reviewer);
        Assert.Equal("/review", (await Opened(owner, "/review")).Path);
        Assert.Equal(HttpStatusCode.OK, owner.Status);
    }

    [Fact]
    public async Task A_post_is_told_why_in_words()
    {
        var reviewer = await world.SignedIn(world.University.Office);
        var page = await reviewer.Open("/me/second-factor");
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await reviewer.Post("/me/tokens", [new("__RequestVerificationToken", token), new("_key", "k"), new("_handler", "create-token"), new("Form.Name", "x")]);
        Assert.Equal(HttpStatusCode.Forbidden, reviewer.Status);
        reviewer.Says(IdentityRefusals.SecondFactorFirst);
    }

    [Fact]
    public async Task Members_and_secretaries_and_programs_go_on_as_before()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.Equal("/activities", (await Opened(secretary, "/activities")).Path);
        using var program = await world.Program(world.University.OtherGeneralBranchReviewer);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/organisations", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData(null, true, false)]
    [InlineData("required", true, true)]
    [InlineData("offered", false, false)]
    public void It_is_required_of_a_real_institution_unless_the_setting_says_otherwise(string? setting, bool isDemonstration, bool required)
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Zhijian:SecondFactor"] = setting };
        var institution = new Institution { IsDemonstration = isDemonstration };
        Assert.Equal(required, new SecondFactorRule(configuration, institution, new Passwords.PasswordPolicy(configuration, institution)).IsRequired);
    }

    private static async Task<Browser> Opened(Browser browser, string path)
    {
        await browser.Open(path);
        return browser;
    }

    /// <summary>As a real institution has it.</summary>
    public sealed class RequiringWorld : RoomyWorld
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Zhijian:SecondFactor"] = "required" };
    }
}
