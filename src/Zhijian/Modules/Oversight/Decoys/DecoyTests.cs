using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Oversight.Alarms;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Oversight.Decoys;

/// <summary>Whoever tries what nobody with a right to be here uses is noticed, and learns nothing from it.</summary>
public sealed class DecoyTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_decoy_is_planted_tried_noticed_and_taken_in()
    {
        var u = world.University;
        await world.Given(db => db.Add(new PostHolding { OrganisationId = u.Committee.Id, Path = u.Committee.Path, MemberId = u.ThirdMembers[6].Id, Post = PostKind.SecurityAdministrator, From = new DateOnly(2026, 1, 1) }));
        var account = await world.AccountOf(u.ThirdMembers[6], "securityadmin");
        var security = await world.SignedIn(account);
        var page = await security.Open("/oversight/decoys");
        page = await security.Press(page, "设置", ("Form.Kind", "Account"), ("Form.Name", u.Office.UserName!), ("Form.Place", "共享文件夹"));
        security.Says(DecoyRefusals.NameTaken);
        page = await security.Press(page, "设置", ("Form.Kind", "Account"), ("Form.Name", "backup.admin"), ("Form.Place", "共享文件夹"), ("_key", "a"));
        Assert.Contains("backup.admin", security.Text, StringComparison.Ordinal);
        page = await security.Press(page, "设置", ("Form.Kind", "Token"), ("Form.Place", "备份脚本"), ("_key", "b"));
        var token = page.QuerySelector("[role=status] code")!.TextContent;
        Assert.StartsWith("zj_", token, StringComparison.Ordinal);
        await security.Open("/oversight/decoys");
        Assert.DoesNotContain(token, security.Text, StringComparison.Ordinal);

        // Tried: the same answer as for anything that nobody has.
        var thief = world.Visitor();
        await thief.SignIn("Backup.Admin", "whatever-it-is");
        var told = thief.Text;
        await thief.SignIn("nobody.at.all", "whatever-it-is");
        Assert.Equal(told.Contains("登录名或密码不正确", StringComparison.Ordinal), thief.Text.Contains("登录名或密码不正确", StringComparison.Ordinal));
        using var program = world.NewClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/members")).StatusCode);
        await program.GetAsync("/api/v1/members");
        Assert.Equal(2, await Touches());
        await world.Inside(async s =>
        {
            await s.GetRequiredService<AlarmJob>().Run(default);
            return 0;
        });
        await security.Open("/oversight");
        Assert.Contains("诱饵被试用", security.Text, StringComparison.Ordinal);
        page = await security.Open("/oversight/decoys");
        Assert.Contains("有人试用", security.Text, StringComparison.Ordinal);

        await security.Press(page, "撤回backup.admin");
        world.Clock.Move(TimeSpan.FromMinutes(2));
        await thief.SignIn("backup.admin", "whatever-it-is");
        Assert.Equal(2, await Touches());
        await program.GetAsync("/api/v1/members");
        Assert.Equal(3, await Touches());
    }

    [Fact]
    public async Task Others_neither_see_nor_plant_them()
    {
        foreach (var other in new[] { world.University.Admin, world.University.Office, world.University.Secretary })
        {
            var browser = await world.SignedIn(other);
            await browser.Open("/oversight/decoys");
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }
    }

    private Task<int> Touches() => world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(DecoyTouched)));
}
