using System.Net;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Identity.SignIn;

public sealed class SignInTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_right_password_opens_a_session()
    {
        var browser = await world.SignedIn(world.University.Secretary);

        Assert.NotEqual("/sign-in", browser.Path);
    }

    [Fact]
    public async Task A_wrong_password_comes_back_with_the_reason_and_the_typed_name()
    {
        var account = world.University.SecondMember;
        var browser = world.Visitor();

        await browser.SignIn(account.UserName!, "wrong");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("账号或密码不对", browser.Text, StringComparison.Ordinal);
        Assert.Contains(account.UserName!, browser.Text, StringComparison.Ordinal);
        browser.Says(IdentityRefusals.WrongNameOrPassword);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var account = world.University.ThirdSecretary;
        var browser = world.Visitor("en");
        for (var i = 0; i < 5; i++)
        {
            await browser.SignIn(account.UserName!, "wrong");
        }

        await browser.SignIn(account.UserName!, World.Password);

        Assert.Contains("locked for 15 minutes", browser.Text, StringComparison.Ordinal);
        browser.Says(IdentityRefusals.LockedOut);
    }

    [Fact]
    public async Task A_closed_account_is_told_the_same_as_a_wrong_password_and_opens_no_session()
    {
        var account = world.University.OtherGeneralBranchReviewer;
        await world.Given(db => db.Accounts.First(a => a.Id == account.Id).ClosedAt = world.Clock.GetUtcNow());
        var browser = world.Visitor();
        await browser.SignIn(account.UserName!, World.Password);

        Assert.Equal("/sign-in", browser.Path);
        browser.Says(IdentityRefusals.WrongNameOrPassword);
    }

    [Fact]
    public async Task An_unknown_name_is_told_the_same_as_a_wrong_password()
    {
        var browser = world.Visitor("en");

        await browser.SignIn("nobody-of-that-name", "wrong");

        Assert.Contains("Name or password is wrong", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_antiforgery_token_is_refused()
    {
        var browser = world.Visitor();

        await browser.Post("/sign-in", [new("_handler", "sign-in"), new("_key", "k1"), new("Form.UserName", "secretary"), new("Form.Password", World.Password)]);

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        browser.Says(PlatformWebRefusals.FormExpired);
    }
}
