using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Modules.Organisations.SetUp;

public sealed class SetUpTests
{
    private const string Table = "名称,类型,上级,成立日期\n信息学院党总支,党总支,,2019-09-01\n\"软件,第一党支部\",党支部,信息学院党总支,2020年3月1日\n机关直属党支部,DirectBranch,,";

    [Fact]
    public async Task An_empty_installation_is_set_up_once_and_its_administrator_signs_in()
    {
        await using var world = new RealInstitution();
        await world.InitializeAsync();
        await InstitutionReader.Read(world.Services);
        var browser = world.Visitor();
        var page = await browser.Open("/");
        Assert.Equal("/set-up", browser.Path);
        var code = world.Services.GetRequiredService<SetUpCode>().Text;
        (string, string)[] typed =
        [
            ("Form.Code", code.ToLowerInvariant()), ("Form.InstitutionName", "示例大学党委"), ("Form.AdministratorName", "管理员"), ("Form.UserName", "keeper"),
            ("Form.Password", "a long enough one"), ("Form.PasswordAgain", "a long enough one"), ("Form.Tree", Table),
        ];

        page = await browser.Press(page, "完成设置", [.. typed.Select(t => t.Item1 == "Form.Code" ? (t.Item1, "AAAA-BBBB-CCCC") : t)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        browser.Says(SetUpRefusals.WrongCode);
        Assert.DoesNotContain("可以导入", browser.Text, StringComparison.Ordinal);
        foreach (var (refusal, field, value) in new[] { (IdentityRefusals.PasswordShort, "Form.Password", "short"), (IdentityRefusals.PasswordsDiffer, "Form.PasswordAgain", "another one"), (SetUpRefusals.RowsWrong, "Form.Tree", "乙,俱乐部,,") })
        {
            page = await browser.Press(page, "完成设置", [.. typed.Select(t => t.Item1 == field ? (field, value) : t)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            browser.Says(refusal);
        }
        page = await browser.Press(page, "检查", typed);
        Assert.Contains("共 3 行，0 行要改", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "完成设置", typed);

        Assert.Equal("/sign-in", browser.Path);
        await browser.SignIn("keeper", "a long enough one");
        // The first administrator has a second factor before anything else.
        Assert.Equal("/me/second-factor", browser.Path);
        await browser.Open("/people");
        Assert.Equal("/me/second-factor", browser.Path);
        await SecondFactorTests.SetUp(world, browser);
        await browser.Open("/people");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.Open("/organisations");
        Assert.Contains("信息学院党总支", browser.Text, StringComparison.Ordinal);
        Assert.Equal("1.2.4.", await world.Read(db => db.Organisations.Where(o => o.Name == "软件,第一党支部").Select(o => o.Path).FirstAsync()));
        Assert.Equal(new DateOnly(2019, 9, 1), await world.Read(db => db.Organisations.Where(o => o.ParentId == null).Select(o => o.FoundedOn).FirstAsync()));
        await browser.Open("/set-up");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.Equal("示例大学党委", world.Services.GetRequiredService<Institution>().Name);
        await InstitutionReader.Read(world.Services);
        Assert.False(world.Services.GetRequiredService<Institution>().NeedsSetUp);
    }

    [Fact]
    public async Task Where_an_institution_exists_there_is_no_set_up()
    {
        await using var world = new World();
        await world.InitializeAsync();
        _ = world.University;
        await InstitutionReader.Read(world.Services);
        var visitor = world.Visitor();

        await visitor.Open("/set-up");

        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        var refusal = await world.Inside(s => Task.FromResult(s.GetRequiredService<SetUpAction>().WhyNot(new SetUpAnswers("", "", "", "", "", "", ""))));
        Assert.Equal(SetUpRefusals.AlreadySetUp, refusal);
    }

    [Fact]
    public void The_code_is_read_as_people_type_it()
    {
        var code = new SetUpCode();

        Assert.True(code.Fits(code.Text.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant()));
        Assert.False(code.Fits(null));
        Assert.False(code.Fits(code.Text[..^1]));
        Assert.NotEqual(code.Text, new SetUpCode().Text);
    }

    [Fact]
    public void Each_wrong_row_is_told_what_is_wrong_with_it()
    {
        var text = "甲总支,党总支,,\n甲总支,党总支,,\n,党支部,甲总支,\n乙,俱乐部,,\n丙,党支部,没有的,\n丁,党支部,,\n戊,党总支,,2999-01-01\n己,党小组,庚,\n庚,党支部,甲总支,昨天";
        var rows = TreeFile.Read(text, Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 1, 1)).Organisations, new DateOnly(2026, 1, 1));

        Assert.Equal(
            [null, "set-up.name-twice", "set-up.name-missing", "set-up.unknown-kind", "set-up.no-such-parent", "organisation.wrong-parent", "set-up.unreadable-day", "set-up.no-such-parent", "set-up.unreadable-day"],
            rows.Select(r => r.Problem?.Code));
    }

    [Fact]
    public void Endless_tables_are_refused_and_circles_too_where_the_rules_would_let_kinds_stand_below_each_other()
    {
        var day = new DateOnly(2026, 1, 1);
        var rules = Rulebook.Load(Rulebook.ShippedFolder).On(day).Organisations;
        var endless = TreeFile.Read(string.Concat(Enumerable.Range(0, 20_002).Select(i => $"支部{i},党支部,,\n")), rules, day);
        Assert.Equal(SetUpRefusals.TooManyRows.Code, endless[^1].Problem?.Code);

        var loose = rules with { Kinds = rules.Kinds.ToDictionary(k => k.Key, k => k.Value with { Parents = [.. k.Value.Parents, OrganisationKind.GeneralBranch] }) };
        var circle = TreeFile.Read("甲,党总支,乙,\n乙,党总支,甲,", loose, day);
        Assert.All(circle, row => Assert.Equal(SetUpRefusals.Circle.Code, row.Problem?.Code));
    }

    [Fact]
    public void A_table_is_read_as_spreadsheets_write_it()
    {
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

        Assert.Equal("党总支", FileText.Decode(gb.GetBytes("党总支")));
        Assert.Equal("党总支", FileText.Decode([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("党总支")]));
        var row = Assert.Single(TreeFile.Read("机关党总支\t党总支\t\t2020/1/5\r\n", Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 1, 1)).Organisations, new DateOnly(2026, 1, 1)));
        Assert.Equal(("机关党总支", OrganisationKind.GeneralBranch, new DateOnly(2020, 1, 5)), (row.Name, row.Kind!.Value, row.Founded!.Value));
    }

    /// <summary>With what a real institution has by itself.</summary>
    private sealed class RealInstitution : World
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Zhijian:SecondFactor"] = null };
    }
}
