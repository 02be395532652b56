using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Platform.Identity.Passwords;

public sealed class PasswordTests(World world) : IClassFixture<World>
{
    private const string New = "a sentence that I remember";

    [Theory]
    [InlineData("only fourteen!", 15, "identity.password-short")]
    [InlineData("shorter", 8, "identity.password-short")]
    [InlineData("今天天气真的很好啊", 15, "identity.password-short")]
    [InlineData("password123", 8, "identity.password-common")]
    [InlineData("Woaini520", 8, "identity.password-common")]
    [InlineData("mustang1", 8, "identity.password-common")]
    [InlineData("121212121212", 8, "identity.password-common")]
    [InlineData("qwertyqwertyqwerty", 15, "identity.password-common")]
    [InlineData("123456789012345678", 15, "identity.password-common")]
    [InlineData("Abcdefghijklmnop", 15, "identity.password-common")]
    [InlineData("abababababababababab", 15, "identity.password-common")]
    [InlineData("linzhixia1", 8, "identity.password-own-name")]
    [InlineData("linzhixialinzhixia1", 15, "identity.password-own-name")]
    [InlineData("示例大学示例大学示例大学示例大学!", 15, "identity.password-own-name")]
    [InlineData("zhijianzhijian2!", 15, "identity.password-own-name")]
    public void A_bad_password_is_refused(string password, int shortest, string code)
    {
        Assert.Equal(code, PasswordRules.Check(password, password, shortest, false, "linzhixia", "林知夏", "示例大学")?.Code);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void A_long_password_is_taken_whole(int length)
    {
        var endless = string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}ab-"));
        Assert.Null(PasswordRules.Check(endless[..length], endless[..length], 15, false));
        var hasher = new NormalisingHasher(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 1000 }));
        var hash = hasher.HashPassword(null!, endless[..length]);
        Assert.Equal(Microsoft.AspNetCore.Identity.PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(null!, hash, endless[..(length - 1)]));
    }

    /// <summary>What a kept hash says of itself: the third form, PBKDF2 with HMAC-SHA-512 (2), at least the rounds OWASP asks for, a salt of 128 bits.</summary>
    [Fact]
    public void A_password_is_kept_by_a_slow_hash()
    {
        var hasher = new NormalisingHasher(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = Web.ZhijianApplication.PasswordRounds }));
        var kept = Convert.FromBase64String(hasher.HashPassword(null!, New));
        uint At(int place) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(kept.AsSpan(place));
        Assert.Equal(1, kept[0]);
        Assert.Equal(2u, At(1));
        Assert.True(At(5) >= 210_000, $"{At(5)} rounds");
        Assert.True(At(9) * 8 >= 128, $"a salt of {At(9)} bytes");
    }

    [Fact]
    public void An_endless_password_or_one_typed_differently_is_refused()
    {
        var endless = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}ab-"));
        Assert.Equal(IdentityRefusals.PasswordLong.Code, PasswordRules.Check(endless, endless, 8, false)?.Code);
        Assert.Equal(IdentityRefusals.PasswordsDiffer, PasswordRules.Check(New, New + "!", 8, false));
    }

    /// <summary>An é may come as one code point or as two, after the keyboard; both are the same password.</summary>
    [Fact]
    public void However_the_keyboard_writes_it_a_password_is_the_same()
    {
        var hasher = new NormalisingHasher(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 1000 }));
        var hash = hasher.HashPassword(null!, "caf\u00e9 au lait, bitte");
        Assert.Equal(Microsoft.AspNetCore.Identity.PasswordVerificationResult.Success, hasher.VerifyHashedPassword(null!, hash, "cafe\u0301 au lait, bitte"));
        Assert.Null(PasswordRules.Check("caf\u00e9 au lait, bitte", "cafe\u0301 au lait, bitte", 15, false));
        Assert.Equal(4, PasswordRules.LengthOf("e\u0301\U0001F600安a"));
    }

    [Theory]
    [InlineData("all in small letters", "identity.password-plain")]
    [InlineData("only small and 2 kinds", null)]
    [InlineData("Capitals Small 2", null)]
    public void Level_3_asks_for_kinds_of_characters(string password, string? code) => Assert.Equal(code, PasswordRules.Check(password, password, 15, true)?.Code);

    [Theory]
    [InlineData(true, 89, false)]
    [InlineData(true, 90, true)]
    [InlineData(true, null, true)]
    [InlineData(false, 10000, false)]
    [InlineData(false, null, false)]
    public void Passwords_run_out_only_where_level_3_asks_for_it(bool level3, int? days, bool over)
    {
        var policy = new PasswordPolicy(new Microsoft.Extensions.Configuration.ConfigurationManager { ["Zhijian:Passwords:Level3"] = level3 ? "true" : null }, new Web.Institution());
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.Equal(over, policy.IsOver(days is { } d ? now.AddDays(-d) : null, now));
    }

    [Fact]
    public void The_list_of_common_passwords_is_long_and_its_licence_stands_beside_it()
    {
        var folder = Path.Combine(World.Repository, "src", "Zhijian", "Platform", "Identity", "Passwords");
        Assert.True(File.ReadLines(Path.Combine(folder, "common-passwords.txt")).Count() > 10_000);
        Assert.Contains("Permission is hereby granted", File.ReadAllText(Path.Combine(folder, "common-passwords.license.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_level_3_a_person_whose_password_ran_out_chooses_another_before_anything_else()
    {
        await using var strict = new Level3World();
        await strict.InitializeAsync();
        var account = strict.University.Member;
        var browser = await strict.SignedIn(account);
        Assert.Equal("/me/password", browser.Path);
        await browser.PostAnyway("/messages/read");
        var page = await browser.Open("/me");
        Assert.Equal("/me/password", browser.Path);
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await browser.Post("/messages/read", [new("__RequestVerificationToken", token), new("_key", "k")]);
        browser.Says(IdentityRefusals.PasswordOld);
        page = await browser.Open("/me/password");
        page = await browser.Press(page, "修改密码", ("Form.Current", World.Password), ("Form.Password", "no kinds of letters"), ("Form.Repeated", "no kinds of letters"));
        browser.Says(IdentityRefusals.PasswordPlain);
        await browser.Press(page, "修改密码", ("Form.Current", World.Password), ("Form.Password", New + " A1"), ("Form.Repeated", New + " A1"));
        await browser.Open("/me");
        Assert.Equal("/me", browser.Path);
        strict.Clock.Move(TimeSpan.FromDays(91));
        await browser.SignIn(account.UserName!, New + " A1");
        page = await browser.Open("/me");
        Assert.Equal("/me/password", browser.Path);
        await browser.Press(page, "修改密码", ("Form.Current", New + " A1"), ("Form.Password", New + " A1"), ("Form.Repeated", New + " A1"));
        browser.Says(IdentityRefusals.PasswordSame);
    }

    /// <summary>An institution under level 3 of the classified protection.</summary>
    private sealed class Level3World : World
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Zhijian:Passwords:Level3"] = "true" };
    }

    [Fact]
    public void An_account_is_closed_once_reopened_once_and_never_by_its_own_person()
    {
        var account = new Account { DisplayName = "某", Path = "1." };
        Assert.Equal(IdentityRefusals.NotOneself, account.Close(account.Id, DateTimeOffset.UnixEpoch).Refusal);
        Assert.Equal(IdentityRefusals.AccountIsOpen, account.Reopen().Refusal);
        Assert.NotNull(account.Close(Guid.NewGuid(), DateTimeOffset.UnixEpoch).Fact);
        Assert.Equal(IdentityRefusals.AccountIsClosed, account.Close(Guid.NewGuid(), DateTimeOffset.UnixEpoch).Refusal);
    }

    [Fact]
    public async Task No_token_is_made_for_an_account_that_does_not_exist()
    {
        var (decision, token) = await world.Inside(s => s.GetRequiredService<Tokens.CreateTokenAction>().Run("nobody-of-that-name", "x", SystemActors.SetUp.Actor, default));
        Assert.Equal((IdentityRefusals.NoSuchAccount, (string?)null), (decision.Refusal, token));
    }

    [Theory]
    [InlineData("onlysmallletters")]
    [InlineData("今天天气真的很好啊我们去爬山吧")]
    public void No_kinds_of_characters_are_asked_for(string password)
    {
        Assert.Null(PasswordRules.Check(password, password, 15, false, "linzhixia"));
    }

    [Fact]
    public async Task An_invited_person_chooses_a_password_once_and_signs_in()
    {
        var account = await world.AccountOf(world.University.ThirdMembers[4], "invited");
        var code = await Invite(account);
        var visitor = world.Visitor();
        var page = await visitor.Open($"/invitation/{code}");

        await visitor.Press(page, "设置密码", ("Form.Password", New), ("Form.Repeated", New));
        await visitor.SignIn("invited", New);
        await visitor.Open("/me");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Contains(world.University.ThirdMembers[4].Name, visitor.Text, StringComparison.Ordinal);

        var late = world.Visitor();
        await late.Open($"/invitation/{code}");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("已用过", late.Text, StringComparison.Ordinal);
        late.Says(IdentityRefusals.InvitationOver);
    }

    [Fact]
    public async Task A_new_invitation_ends_the_earlier_one_and_the_code_is_kept_as_a_hash_only()
    {
        var account = await world.AccountOf(world.University.ThirdMembers[5]);
        var first = await Invite(account);
        var second = await Invite(account);
        var visitor = world.Visitor();

        await visitor.Open($"/invitation/{first}");
        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);
        await visitor.Open($"/invitation/{InvitationCode.Plain(second)}");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        var rows = await world.Read(db => db.AccountInvitations.Where(i => i.AccountId == account.Id).ToListAsync());
        Assert.DoesNotContain(rows, r => r.Hash.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(second)));
    }

    [Fact]
    public async Task Changing_the_password_keeps_this_session_and_ends_the_others()
    {
        var account = await world.AccountOf(world.University.ThirdMembers[6]);
        var other = await world.SignedIn(account);
        var browser = await world.SignedIn(account);
        var page = await browser.Open("/me/password");

        page = await browser.Press(page, "修改密码", ("Form.Current", "wrong"), ("Form.Password", New), ("Form.Repeated", New));
        Assert.Contains("现在的密码不对", browser.Text, StringComparison.Ordinal);
        browser.Says(IdentityRefusals.WrongPassword);
        await browser.Press(page, "修改密码", ("Form.Current", World.Password), ("Form.Password", New), ("Form.Repeated", New));

        Assert.Equal("/me", browser.Path);
        Assert.Contains("密码已修改", browser.Text, StringComparison.Ordinal);
        await other.Open("/me");
        Assert.Equal("/sign-in", other.Path.Split('?')[0]);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_at_its_next_request()
    {
        var account = await world.AccountOf(world.University.ThirdMembers[7]);
        var other = await world.SignedIn(account);
        var browser = await world.SignedIn(account);
        var page = await browser.Open("/me");

        await browser.Press(page, "退出所有设备");

        foreach (var session in new[] { other, browser })
        {
            await session.Open("/me");
            Assert.Equal("/sign-in", session.Path.Split('?')[0]);
        }
    }

    [Fact]
    public async Task A_person_makes_a_token_sees_it_once_and_revokes_it()
    {
        var account = world.University.Member;
        var browser = await world.SignedIn(account);
        var form = await browser.Open("/me/tokens");
        var page = await browser.Press(form, "生成令牌", ("Form.Name", "教务同步"));
        var token = page.QuerySelector(".z-note code")!.TextContent;
        Assert.StartsWith("zj_", token, StringComparison.Ordinal);
        Assert.False(await world.Read(async db => (await db.Database.SqlQuery<string>($"select convert_from(body, 'UTF8') as \"Value\" from answered_request").ToListAsync()).Any(b => b.Contains(token, StringComparison.Ordinal))));

        await browser.Press(form, "生成令牌", ("Form.Name", "教务同步"));
        browser.Says(Web.PlatformWebRefusals.ShownOnce);

        using var program = world.NewClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var own = $"/api/v1/members/{account.MemberId}";
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(own)).StatusCode);
        page = await browser.Open("/me/tokens");
        await browser.Press(page, "撤销令牌“教务同步”");
        await program.GetAsync(own).Refuses(Web.PlatformWebRefusals.SignInFirst);
        var made = await world.Read(db => db.AccountTokens.SingleAsync(t => t.AccountId == account.Id && t.Name == "教务同步"));
        await browser.PostAnyway($"/me/tokens/{made.Id}/revoke");
        browser.Says(IdentityRefusals.AlreadyRevoked);
    }

    private async Task<string> Invite(Account account) => await world.Inside(async services =>
    {
        var (_, code) = await services.GetRequiredService<InviteAction>().Run(account, null, SystemActors.SetUp.Actor, default);
        await services.GetRequiredService<Fence>().Commit(default);
        return code!;
    });
}
