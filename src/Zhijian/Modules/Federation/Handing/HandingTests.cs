using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>The institution to which people go: a program and a database of its own.</summary>
public sealed class ReceivingWorld : RoomyWorld;

/// <summary>People go from one institution to another with what is kept of them, readable for nobody between, and enter there like any list.</summary>
public sealed class HandingTests(RoomyWorld from, ReceivingWorld to) : IClassFixture<RoomyWorld>, IClassFixture<ReceivingWorld>
{
    [Fact]
    public async Task People_go_over_with_their_past_once_and_are_taken_out_again_without_a_trace()
    {
        var (sender, receiver) = (await from.SignedIn(from.University.OrganisationDepartment), await to.SignedIn(to.University.OrganisationDepartment));
        var receiverId = await Introduce(sender, receiver);
        var person = await Leaving("简行之", Imports.IdentityOf(new DateOnly(1998, 3, 4), 811));
        var before = await Imports.Everything(to);

        // Whoever left by a transfer stands in the list; anybody else is found by name.
        var page = await sender.Open("/federation/hand-on");
        Assert.Contains("简行之", sender.Text, StringComparison.Ordinal);
        await sender.Press(page, "加密并签名", ("Form.Members", $"{person.Id}"), ("Form.Receiver", receiverId), ("Form.Reason", "介绍信 2026-7"));
        Assert.Contains("第 1 号材料包：转往乙大学", sender.Text, StringComparison.Ordinal);
        var file = await Fetch(sender);
        AssertUnreadable(file, person);
        Assert.Contains("介绍信 2026-7", (await from.Read(db => db.Set<JournalEntry>().SingleAsync(j => j.SubjectId == person.Id && j.Fact == nameof(MemberHandedOn)))).Body, StringComparison.Ordinal);
        Assert.Contains("message.handed-on", await from.Read(db => db.Set<Message>().Where(m => m.MemberId == person.Id).Select(m => m.TextKey).ToListAsync()));

        var batch = await Take(receiver, file, to.University.First);
        await receiver.Open($"/imports/{batch}/rows/1");
        foreach (var said in new[] { "带来的经历", "甲大学", from.University.Second.Name, "宣传委员", "停止党籍" })
        {
            Assert.Contains(said, receiver.Text, StringComparison.Ordinal);
        }
        await Send(receiver, file, to.University.First);
        receiver.Says(FederationRefusals.HereAlready);
        await Imports.Enter(await to.SignedIn(to.University.GeneralBranchReviewer), to, batch);

        var entered = await to.Read(db => db.Members.SingleAsync(m => m.Name == "简行之"));
        Assert.Equal(Passing(person), Passing(entered));
        Assert.Equal((null, null, null), (entered.InstitutionNumber, entered.HomeAddress, entered.FixedPhone));
        var past = (await Files(to, entered.Id)).Past.Where(p => p.StatedBy == "甲大学").ToList();
        Assert.Equal((await Files(from, person.Id)).Past.OrderBy(p => p.Kind).ThenBy(p => p.From), past.OrderBy(p => p.Kind).ThenBy(p => p.From));
        Assert.Equal(4, past.Count);
        await receiver.Open($"/people/{entered.Id}");
        Assert.Contains("由原单位签名提供", receiver.Text, StringComparison.Ordinal);
        Assert.Contains($"宣传委员 · {from.University.First.Name}", receiver.Text, StringComparison.Ordinal);
        // It is no post held here.
        Assert.False(await to.Read(db => db.PostHoldings.AnyAsync(h => h.MemberId == entered.Id)));
        await receiver.Open($"/people/{entered.Id}/origin");
        Assert.Contains("甲大学第 1 号材料包", receiver.Text, StringComparison.Ordinal);
        Assert.Contains("转出单位", receiver.Text, StringComparison.Ordinal);

        // Handed on again, nothing changes.
        await sender.Press(await sender.Open("/federation/hand-on"), "加密并签名", ("Form.Members", $"{person.Id}"), ("Form.Receiver", receiverId), ("Form.Reason", "再转一次"));
        var again = await Take(receiver, await Fetch(sender), to.University.First);
        Assert.Equal((0, 0, 1), await to.Read(db => db.Set<ImportBatch>().Where(b => b.Id == again).Select(b => new ValueTuple<int, int, int>(b.Created, b.Changed, b.Unchanged)).SingleAsync()));
        await receiver.Press(await receiver.Open($"/imports/{again}"), "放弃这一批");

        await Undo(receiver, batch);
        Assert.Equal(before, await Imports.Everything(to));
        Assert.Equal(0, await Imports.Count(to, "past_record", batch));
        // What is undone may come again.
        await Take(receiver, file, to.University.First);
    }

    [Fact]
    public async Task Somebody_known_gets_what_differs_and_the_past_and_loses_only_that_when_it_is_undone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var receiver = await to.SignedIn(to.University.OrganisationDepartment);
        await Admit(receiver, "东湖大学", key.ExportSubjectPublicKeyInfoPem());
        var identity = Imports.IdentityOf(new DateOnly(1997, 5, 6), 812);
        var known = await to.Given(db =>
        {
            var made = new Member { Name = "已在册", OrganisationId = to.University.First.Id, Path = to.University.First.Path, Category = MemberCategory.FullMember, IdentityNumber = new(identity) };
            db.Add(made);
            db.Add(new Membership { MemberId = made.Id, OrganisationId = made.OrganisationId, Path = made.Path, From = new DateOnly(2024, 1, 1) });
            return made;
        });
        var before = await Imports.Everything(to);
        var line = new PastEntry(PastKind.Post, "物理系党支部", nameof(PostKind.Secretary), new DateOnly(2019, 9, 1), new DateOnly(2022, 9, 1), "东湖大学", new DateOnly(2026, 9, 1));
        using var own = ReceivingKey.KeyOf(to.Services.GetRequiredService<ReceivingKey>().Public.Pem)!;

        var only = await Take(receiver, Packages.Write(key, own, [Packages.Person("已在册", identity, line)]), to.University.First);
        await receiver.Open($"/imports/{only}/rows/1");
        Assert.Contains("带来的经历", receiver.Text, StringComparison.Ordinal);
        await Imports.Enter(await to.SignedIn(to.University.GeneralBranchReviewer), to, only);
        Assert.Equal([line], (await Files(to, known.Id)).Past.Where(p => p.StatedBy == "东湖大学"));
        Assert.Equal(before, await Imports.Everything(to));

        // A second line joins the first; each goes with its own package.
        var second = await Take(receiver, Packages.Write(key, own, [Packages.Person("已在册了", identity, line, line with { Organisation = "化学系党支部" })]), to.University.First);
        await Imports.Enter(await to.SignedIn(to.University.GeneralBranchReviewer), to, second);
        Assert.Equal(2, (await Files(to, known.Id)).Past.Count(p => p.StatedBy == "东湖大学"));
        Assert.Equal("已在册了", (await to.Read(db => db.Members.SingleAsync(m => m.Id == known.Id))).Name);
        await Undo(receiver, second);
        Assert.Equal([line], (await Files(to, known.Id)).Past.Where(p => p.StatedBy == "东湖大学"));
        // The data came back, so the first can go, too.
        Assert.Equal(before, await Imports.Everything(to));
    }

    [Fact]
    public async Task What_is_not_whole_not_for_us_or_not_of_a_known_sender_leaves_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var third = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var own = ReceivingKey.KeyOf(to.Services.GetRequiredService<ReceivingKey>().Public.Pem)!;
        var receiver = await to.SignedIn(to.University.OrganisationDepartment);
        await Admit(receiver, "西山学院", key.ExportSubjectPublicKeyInfoPem());
        var (before, received) = (await to.Read(db => db.Set<ImportBatch>().CountAsync()), await to.Read(db => db.Set<ReceivedPackage>().CountAsync()));
        var people = new[] { Packages.Person("无名氏", Imports.IdentityOf(new DateOnly(1996, 7, 8), 813)) };
        var good = Packages.Write(key, own, people);
        foreach (var (sent, refusal) in new (string, Refusal)[]
        {
            ("no package", FederationRefusals.NotPeople),
            (SignedStatement.Write("[]", Zhijian.Platform.Audit.AuditKeys.NameOf(key), b => Packages.Sign(key, b)), FederationRefusals.NotPeople),
            (FederationTests.Package(key, new DateOnly(2026, 1, 1), 3), FederationRefusals.NotPeople),
            (new string('x', MemberPackage.Largest + 1), FederationRefusals.TooLarge),
            (Packages.Write(other, own, people), FederationRefusals.UnknownSender),
            (good.Replace("\"signature\":\"", "\"signature\":\"AAAA", StringComparison.Ordinal), FederationRefusals.NotSigned),
            (Packages.Write(key, own, people, MemberPackage.Kind + "2"), FederationRefusals.TooNew),
            (Packages.Write(key, third, people), FederationRefusals.OtherReceiver),
            (Packages.Write(key, own, people, box: PackageSeal.Seal("{}"u8.ToArray(), own)), FederationRefusals.NotOpened),
            (Packages.Write(key, own, people, box: "a.b.c.d.e"), FederationRefusals.NotOpened),
            // Somebody signs another's inside as their own.
            (Packages.Write(key, own, people, signedAs: Zhijian.Platform.Audit.AuditKeys.NameOf(other)), FederationRefusals.NotOpened),
            (Packages.Write(key, own, [Packages.Person("无名氏", "1", new PastEntry(PastKind.Post, null, null, new DateOnly(2020, 1, 1), new DateOnly(2019, 1, 1), "甲", new DateOnly(2026, 1, 1)))]), FederationRefusals.NotOpened),
            (Packages.Write(key, own, []), FederationRefusals.NotOpened),
            ("", PlatformRefusals.Required),
        })
        {
            await Send(receiver, sent, to.University.First);
            receiver.Says(refusal);
        }
        Assert.Equal(before, await to.Read(db => db.Set<ImportBatch>().CountAsync()));
        Assert.Equal(received, await to.Read(db => db.Set<ReceivedPackage>().CountAsync()));

        // What the words say in English is said, too.
        var english = await to.SignedIn(to.University.OrganisationDepartment, "en");
        await Send(english, Packages.Write(key, third, people), to.University.First);
        english.Says(FederationRefusals.OtherReceiver);
    }

    [Fact]
    public async Task Nobody_is_handed_on_without_the_right_a_receiver_and_a_reason()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var box = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var sender = await from.SignedIn(from.University.OrganisationDepartment);
        await Admit(sender, "只收数据", key.ExportSubjectPublicKeyInfoPem());
        var id = await from.Read(db => db.Set<Sender>().Where(s => s.Name == "只收数据").Select(s => s.Id).SingleAsync());
        var person = await Leaving("陆见微", Imports.IdentityOf(new DateOnly(1995, 3, 4), 814));
        await Admit(sender, "只收数据", Packages.Card(key, box));
        Assert.Contains("已登记其加密公钥", sender.Text, StringComparison.Ordinal);
        await Admit(sender, "只收数据", Packages.Card(key, box));
        sender.Says(FederationRefusals.KeyTaken);
        await Admit(sender, "别人", Packages.Card(key, box)[..^9]);
        sender.Says(FederationRefusals.BadCard);

        foreach (var (members, receiver, reason, refusal) in new (string, string, string, Refusal)[]
        {
            ($"{person.Id}", $"{Guid.NewGuid()}", "调动", FederationRefusals.NoReceiver),
            ($"{person.Id}", "", "调动", FederationRefusals.NoReceiver),
            ($"{Guid.NewGuid()}", $"{id}", "调动", FederationRefusals.NotToHandOn),
            ("", $"{id}", "调动", FederationRefusals.NotToHandOn),
            ($"{person.Id}", $"{id}", " ", PlatformRefusals.Required),
            ($"{person.Id}", $"{id}", new string('长', HandedPackage.LongestReason + 1), PlatformRefusals.TooLong),
        })
        {
            await sender.Press(await sender.Open("/federation/hand-on?q=陆见微"), "加密并签名", ("Form.Members", members), ("Form.Receiver", receiver), ("Form.Reason", reason));
            sender.Says(refusal);
        }
        var page = await sender.Open("/federation/hand-on?q=陆见微");
        var many = Imports.Fields(page, "hand-on", ("Form.Receiver", $"{id}"), ("Form.Reason", "调动"));
        many.AddRange(Enumerable.Range(0, HandedPeople.Most + 1).Select(_ => new KeyValuePair<string, string>("Form.Members", $"{Guid.NewGuid()}")));
        await sender.Post("/federation/hand-on", many);
        sender.Says(FederationRefusals.TooManyPeople);

        // Whose data are restricted does not go.
        await from.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set restricted_since = '2026-01-01' where id = @Id", new { person.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await sender.Press(await sender.Open("/federation/hand-on"), "加密并签名", ("Form.Members", $"{person.Id}"), ("Form.Receiver", $"{id}"), ("Form.Reason", "调动"));
        sender.Says(FederationRefusals.NotToHandOn);
        Assert.False(await from.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.SubjectId == person.Id && j.Fact == nameof(MemberHandedOn))));

        foreach (var account in new[] { from.University.Secretary, from.University.Office })
        {
            var browser = await from.SignedIn(account);
            foreach (var address in new[] { "/federation/hand-on", "/federation/receive" })
            {
                await browser.Open(address);
                Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
            }
        }
    }

    /// <summary>Both exchange their cards; answers the receiver's id at the sender's.</summary>
    private async Task<string> Introduce(Browser sender, Browser receiver)
    {
        await Admit(sender, "乙大学", await CardOf(receiver));
        Assert.Contains("可以转接党员", sender.Text, StringComparison.Ordinal);
        await from.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update organisation set name = '甲大学' where path = '1.'", null, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await Admit(receiver, "甲大学", await CardOf(sender));
        return $"{await from.Read(db => db.Set<Sender>().Where(s => s.Name == "乙大学").Select(s => s.Id).SingleAsync())}";
    }

    /// <summary>Somebody who left by a transfer, with a past of two branches and a post.</summary>
    private Task<Member> Leaving(string name, string identity) => from.Given(db =>
    {
        var u = from.University;
        var made = new Member
        {
            Name = name, OrganisationId = u.First.Id, Path = u.First.Path, Category = MemberCategory.FullMember, State = MembershipState.MembershipSuspended, IdentityNumber = new(identity), BirthDate = new($"{identity[6..10]}-{identity[10..12]}-{identity[12..14]}"),
            SexCode = (identity[16] - '0') % 2 == 1 ? "1" : "2", EthnicCode = new("01"), EducationCode = "21", JoinDate = new DateOnly(2017, 6, 1), FullMemberDate = new DateOnly(2018, 6, 1), MobileNumber = new("13800120811"),
            HomeAddress = new("学院路 1 号"), FixedPhone = "010-62770000", InstitutionNumber = "Z" + identity[^4..], LeftOn = new DateOnly(2026, 8, 1), LeaveReason = LeaveReason.TransferredOut,
        };
        db.Add(made);
        db.AddRange(
            new Membership { MemberId = made.Id, OrganisationId = u.Second.Id, Path = u.Second.Path, From = new DateOnly(2016, 9, 1), Until = new DateOnly(2019, 9, 1) },
            new Membership { MemberId = made.Id, OrganisationId = u.First.Id, Path = u.First.Path, From = new DateOnly(2019, 9, 1), Until = new DateOnly(2026, 8, 1) },
            new PostHolding { MemberId = made.Id, OrganisationId = u.First.Id, Path = u.First.Path, Post = PostKind.PublicityCommissioner, From = new DateOnly(2020, 1, 1), Until = new DateOnly(2023, 1, 1) });
        return made;
    });

    /// <summary>What goes over of a person's own data.</summary>
    private static object Passing(Member m) =>
        (m.Name, m.Category, m.IdentityNumber?.Plain, m.SexCode, m.BirthDate?.Plain, m.EthnicCode?.Plain, (m.EducationCode, m.JoinDate, m.FullMemberDate, m.MobileNumber?.Plain));

    private static async Task<PersonFile> Files(World world, Guid person) =>
        (await world.Inside(s => s.GetRequiredService<FilesOfPeopleQuery>().Of([person], world is ReceivingWorld ? "乙大学" : "甲大学", default)))[0];

    private void AssertUnreadable(string file, Member person)
    {
        var inside = SignedStatement.Read(file)!.Statement;
        foreach (var secret in new[] { person.Name, person.IdentityNumber!.Plain, "13800120811", "学院路", person.InstitutionNumber!, "停止党籍", nameof(MembershipState.MembershipSuspended) })
        {
            Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, inside, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..6], file, StringComparison.Ordinal);
        }
        Assert.Null(PackageSeal.Open(MemberPackage.Read(inside).Package!.Sealed, from.Services.GetRequiredService<ReceivingKey>().Own));
    }

    private static async Task<string> CardOf(Browser browser)
    {
        await browser.Open("/federation");
        return (await browser.Open("/federation")).QuerySelector("pre")!.TextContent;
    }

    private static async Task Admit(Browser browser, string name, string card) =>
        await browser.Press(await browser.Open("/federation/senders"), "登记", ("Form.Name", name), ("Form.Key", card));

    private static async Task<string> Fetch(Browser sender)
    {
        await sender.Open(sender.Path + "/file");
        Assert.Equal(HttpStatusCode.OK, sender.Status);
        return sender.Text;
    }

    /// <summary>Uploads a package that is taken in, and waits until its rows are checked.</summary>
    private async Task<Guid> Take(Browser receiver, string file, Organisation organisation)
    {
        await Send(receiver, file, organisation);
        Assert.True(receiver.Path.StartsWith("/imports/", StringComparison.Ordinal), receiver.Text);
        var batch = Guid.Parse(receiver.Path.Split('/')[2]);
        await Imports.Work(to, batch);
        Assert.Equal(ImportState.Ready, await Imports.StateOf(to, batch));
        return batch;
    }

    private static async Task Send(Browser receiver, string file, Organisation organisation)
    {
        var page = await receiver.Open("/federation/receive");
        var form = page.QuerySelectorAll("form").OfType<IHtmlFormElement>().Single(f => f.QuerySelector("[name=package]") is not null);
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in Browser.Fields(form).Where(f => f.Key != "Form.Organisation"))
        {
            body.Add(new StringContent(value), name);
        }
        body.Add(new StringContent($"{organisation.Id}"), "Form.Organisation");
        body.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "package", "members.json");
        await receiver.Send(new HttpRequestMessage(HttpMethod.Post, "/federation/receive") { Content = body });
    }

    private async Task Undo(Browser receiver, Guid batch)
    {
        await receiver.Press(await receiver.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(to, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(to, batch));
    }
}
