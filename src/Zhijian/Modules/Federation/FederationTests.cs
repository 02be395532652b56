using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Federation;

/// <summary>Institutions state their months, signed; the level above adds up what it can check.</summary>
public sealed class FederationTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly HashSet<string> Known = [MonthlyFigures.Organisations, "themeDays"];

    [Fact]
    public async Task What_another_institution_signed_is_taken_in_once_and_added_up()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var month = LastMonth();
        var before = await TakenIn();

        await TakeIn(department, Package(key, month, 7));
        department.Says(FederationRefusals.UnknownSender);
        await Admit(department, "东湖大学", key);
        Assert.Contains("东湖大学", department.Text, StringComparison.Ordinal);
        Assert.Contains(SignedStatement.FingerprintOf(key.ExportSubjectPublicKeyInfoPem()), department.Text, StringComparison.Ordinal);

        var first = Package(key, month, 7);
        await TakeIn(department, first);
        Assert.StartsWith("/federation/packages/", department.Path, StringComparison.Ordinal);
        Assert.Contains("核对无误", department.Text, StringComparison.Ordinal);
        var package = department.Path;
        await TakeIn(department, first);
        department.Says(FederationRefusals.HereAlready);

        // A later statement counts instead; an older one does not come back.
        await TakeIn(department, Package(key, month, 9, later: 10));
        await TakeIn(department, Package(key, month, 8, later: 5));
        department.Says(FederationRefusals.Older);
        var page = await department.Open($"/federation?month={month.InAddress()}");
        Assert.Equal("9", page.QuerySelector("tfoot tr")!.Children[2].TextContent);
        await department.Open(package);
        Assert.Contains("已被后来的代替", department.Text, StringComparison.Ordinal);

        // What was signed leaves as it came.
        await department.Open(package + "/file");
        Assert.Equal(first, department.Text);

        // Switched off, nothing more of it comes in; what came in stays.
        page = await department.Open("/federation/senders");
        await department.Press(page, "停收");
        await TakeIn(department, Package(key, month, 11, later: 20));
        department.Says(FederationRefusals.UnknownSender);
        page = await department.Open($"/federation?month={month.InAddress()}");
        Assert.Equal("9", page.QuerySelector("tfoot tr")!.Children[2].TextContent);
        Assert.Equal(before + 2, await TakenIn());
    }

    [Fact]
    public async Task What_does_not_fit_its_signature_or_states_what_cannot_be_leaves_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        await Admit(department, "西山学院", key);
        var before = await world.Read(db => db.Set<FiguresPackage>().CountAsync());
        var month = LastMonth().AddMonths(-2);
        var good = Package(key, month, 7);

        foreach (var (sent, refusal) in new (string, Refusal)[]
        {
            ("no package", FederationRefusals.NotAPackage),
            ("{\"payload\":\"\",\"protected\":\"\",\"signature\":\"\"}", FederationRefusals.NotAPackage),
            (new string('x', FiguresPackage.Largest + 1), FederationRefusals.TooLarge),
            (Package(other, month, 7, named: AuditKeys.NameOf(key)), FederationRefusals.NotSigned),
            (Package(other, month, 7), FederationRefusals.UnknownSender),
            (Package(key, month.AddMonths(5), 7), FederationRefusals.MonthOpen),
            (Package(key, month, -1), FederationRefusals.BadFigure),
            (SignedStatement.Write("{}", AuditKeys.NameOf(key), b => Sign(key, b)), FederationRefusals.NotAPackage),
            (good.Replace("\"signature\":\"", "\"signature\":\"AAAA", StringComparison.Ordinal), FederationRefusals.NotSigned),
            (good.Replace("\"protected\":\"", "\"protected\":\"x", StringComparison.Ordinal), FederationRefusals.NotAPackage),
        })
        {
            await TakeIn(department, sent);
            department.Says(refusal);
        }
        await TakeIn(department, "");
        department.Says(PlatformRefusals.Required);
        Assert.Equal(before, await world.Read(db => db.Set<FiguresPackage>().CountAsync()));

        // A key is not registered twice, and a private key or one of another kind not at all.
        await Admit(department, "又一个", key);
        department.Says(FederationRefusals.KeyTaken);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var text in new[] { "no key", wide.ExportSubjectPublicKeyInfoPem(), other.ExportPkcs8PrivateKeyPem() })
        {
            await department.Press(await department.Open("/federation/senders"), "登记", ("Form.Name", "又一个"), ("Form.Key", text));
            department.Says(FederationRefusals.NoKey);
        }
    }

    [Fact]
    public async Task The_own_figures_of_a_month_are_signed_and_would_be_taken_in_elsewhere()
    {
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        await department.Press(await department.Open("/federation"), "统计并签名", ("Form.Month", LastMonth().InAddress()));
        Assert.Contains("核对无误", department.Text, StringComparison.Ordinal);
        var package = department.Path;
        await department.Open(package + "/file");
        var statement = SignedStatement.Read(department.Text)!;
        var page = await department.Open("/federation");
        Assert.True(statement.IsSignedBy(page.QuerySelector("pre")!.TextContent));
        var stated = MonthlyFigures.Read(statement.Statement)!;
        Assert.True(stated.Figures[MonthlyFigures.Organisations] > 0);
        Assert.Null(stated.WhyNot(stated.Figures.Keys.ToHashSet(), DateOnly.FromDateTime(world.Clock.GetUtcNow().AddHours(8).DateTime)));

        await department.Press(page, "统计并签名", ("Form.Month", LastMonth().AddMonths(1).InAddress()));
        department.Says(FederationRefusals.NoSuchMonth);
        await department.Press(await department.Open("/federation"), "统计并签名", ("Form.Month", LastMonth().InAddress()));
        Assert.Contains("查看现行", (await department.Open(package)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_institutions_are_one_line_each_and_their_sum()
    {
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var month = LastMonth().AddMonths(-6);
        for (var i = 1; i <= 10; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await Admit(department, $"第{i}学院", key);
            await TakeIn(department, Package(key, month, 5000 + i));
        }
        var watch = Stopwatch.StartNew();
        var page = await department.Open($"/federation?month={month.InAddress()}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure federation-sheet-of-ten-ms {watch.Elapsed.TotalMilliseconds:F0}"));
        Assert.Equal("50,055", page.QuerySelector("tfoot tr")!.Children[2].TextContent);
    }

    [Fact]
    public async Task Nobody_below_the_committee_sees_it_and_not_all_who_see_it_sign()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/federation");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        var office = await world.SignedIn(world.University.Office);
        var page = await office.Open("/federation");
        Assert.Equal(HttpStatusCode.OK, office.Status);
        Assert.Null(page.QuerySelector("[name='Form.Month']"));
        await office.Open("/federation/senders");
        Assert.Equal(HttpStatusCode.Forbidden, office.Status);
    }

    [Theory]
    [InlineData("2026-10", "2026-11-01", 3, null)]
    [InlineData("2026-10", "2026-10-31", 3, "federation.month-open")]
    [InlineData("2026-10", "2026-12-24", -1, "federation.bad-figure")]
    [InlineData("2026-10", "2026-12-24", MonthlyFigures.Most + 1, "federation.bad-figure")]
    [InlineData("2026-10", "2026-12-24", 0, null)]
    public void A_statement_is_believed_as_far_as_it_can_be(string month, string today, int count, string? code)
    {
        var first = MonthlyFigures.MonthOf(month)!.Value;
        var stated = new MonthlyFigures(MonthlyFigures.ThisFormat, "甲", first, new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero), new Dictionary<string, int> { ["themeDays"] = count });
        Assert.Equal(code, stated.WhyNot(Known, DateOnly.Parse(today, CultureInfo.InvariantCulture))?.Code);
        Assert.Equal(stated.Write(), MonthlyFigures.Read(stated.Write())!.Write());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"format\":\"zhijian/monthly-figures/2\",\"institution\":\"甲\",\"month\":\"2026-10-01\",\"madeAt\":\"2026-11-02T00:00:00Z\",\"figures\":{\"themeDays\":1}}")]
    [InlineData("{\"format\":\"zhijian/monthly-figures/1\",\"institution\":\"甲\",\"month\":\"2026-10-02\",\"madeAt\":\"2026-11-02T00:00:00Z\",\"figures\":{\"themeDays\":1}}")]
    [InlineData("{\"format\":\"zhijian/monthly-figures/1\",\"institution\":\"甲\",\"month\":\"2026-10-01\",\"madeAt\":\"2026-11-02T00:00:00Z\",\"figures\":{}}")]
    [InlineData("{\"format\":\"zhijian/monthly-figures/1\",\"institution\":\"甲\",\"month\":\"2026-10-01\",\"madeAt\":\"2026-11-02T00:00:00Z\",\"figures\":{\"themeDays\":1.5}}")]
    [InlineData("{\"format\":\"zhijian/monthly-figures/1\",\"institution\":\"甲\",\"month\":\"2026-10-01\",\"madeAt\":\"2026-11-02T00:00:00Z\",\"figures\":{\"themeDays\":1},\"more\":1}")]
    public void Anything_else_is_no_statement(string text) => Assert.Null(MonthlyFigures.Read(text));

    /// <summary>A package as another institution's installation writes one.</summary>
    internal static string Package(ECDsa key, DateOnly month, int themeDays, int later = 0, string? named = null)
    {
        var made = new DateTimeOffset(month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero).AddMinutes(later);
        var stated = new MonthlyFigures(MonthlyFigures.ThisFormat, "某大学", month, made, new Dictionary<string, int> { [MonthlyFigures.Organisations] = 12, ["themeDays"] = themeDays });
        return SignedStatement.Write(stated.Write(), named ?? AuditKeys.NameOf(key), bytes => Sign(key, bytes));
    }

    private static byte[] Sign(ECDsa key, byte[] bytes) => key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private DateOnly LastMonth() => world.Clock.GetUtcNow().AddHours(8) is var now ? new DateOnly(now.Year, now.Month, 1).AddMonths(-1) : default;

    private Task<int> TakenIn() => world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(PackageTakenIn)));

    private static async Task Admit(Browser department, string name, ECDsa key) =>
        await department.Press(await department.Open("/federation/senders"), "登记", ("Form.Name", name), ("Form.Key", key.ExportSubjectPublicKeyInfoPem()));

    private static async Task TakeIn(Browser department, string package)
    {
        var page = await department.Open("/federation");
        var form = page.QuerySelectorAll("form").OfType<IHtmlFormElement>().Single(f => f.QuerySelector("[name=package]") is not null);
        var body = new MultipartFormDataContent();
        foreach (var (name, value) in Browser.Fields(form))
        {
            body.Add(new StringContent(value), name);
        }
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(package));
        body.Add(file, "package", "figures.json");
        await department.Send(new HttpRequestMessage(HttpMethod.Post, "/federation") { Content = body });
    }
}
