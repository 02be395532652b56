using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Fields for passwords help those who use a manager, and nothing forces a good password to be replaced.</summary>
public sealed class PasswordFieldTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task Fields_for_passwords_are_masked_named_for_managers_and_let_one_paste()
    {
        var visitor = world.Visitor();
        var member = await world.SignedIn(world.University.Member);
        var fields = (await visitor.Open("/sign-in")).QuerySelectorAll<IHtmlInputElement>("input[type=password]").Concat((await member.Open("/me/password")).QuerySelectorAll<IHtmlInputElement>("input[type=password]")).ToList();

        Assert.Equal(4, fields.Count);
        Assert.All(fields, f => Assert.Contains(f.GetAttribute("autocomplete"), new[] { "current-password", "new-password" }));
        Assert.All(fields, f => Assert.True(f.GetAttribute("maxlength") is not { } most || int.Parse(most, System.Globalization.CultureInfo.InvariantCulture) >= 64));
        Breaches.None(Directory.EnumerateFiles(Path.Combine(World.Repository, "web", "src"), "*.ts").Where(f => File.ReadAllText(f).Contains("'paste'", StringComparison.Ordinal)).Select(f => $"{Path.GetFileName(f)} listens to pasting"));
    }

    [Fact]
    public void Nothing_makes_a_password_run_out_unless_the_institution_switches_it_on() =>
        Assert.False(new PasswordPolicy(new Microsoft.Extensions.Configuration.ConfigurationManager(), new Platform.Web.Institution()).IsOver(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(50)));
}
