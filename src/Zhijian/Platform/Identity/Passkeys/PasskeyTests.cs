using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Testing;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>Passkeys sign in alone, for this website only, once for each question, and only where the device knew its owner.</summary>
public sealed class PasskeyTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_is_renamed_and_removed()
    {
        var account = world.University.Member;
        var device = new SoftwareKey();
        var owner = await world.SignedIn(account);
        await Add(owner, device, "办公室电脑");
        Assert.Contains("通行密钥已添加", owner.Text, StringComparison.Ordinal);
        Assert.Contains("办公室电脑", owner.Text, StringComparison.Ordinal);
        Assert.Contains("办公室电脑", (await owner.Open("/me/sessions")).Source.Text, StringComparison.Ordinal);

        var browser = world.Visitor();
        await Use(browser, device);
        Assert.Equal("/me", (await Opened(browser, "/me")).Path);
        var password = world.Visitor();
        await password.SignIn(account.UserName!, World.Password);
        Assert.Equal("/sign-in/second-step", password.Path);

        await browser.Press(await browser.Open("/me/second-factor"), "给通行密钥“办公室电脑”改名", ("Form.Name", "家里"));
        Assert.Contains("家里", browser.Text, StringComparison.Ordinal);
        await browser.PostAnyway($"/me/passkeys/{await IdOf(account)}/remove");
        browser.Says(IdentityRefusals.LastFactor);
        var second = new SoftwareKey();
        await Add(browser, second, "手机");
        await browser.Press(await browser.Open("/me/second-factor"), "移除通行密钥“家里”");
        Assert.Contains("已移除", browser.Text, StringComparison.Ordinal);
        var late = world.Visitor();
        await Use(late, device);
        late.Says(IdentityRefusals.WrongPasskey);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("cross-origin")]
    [InlineData("domain")]
    [InlineData("unverified")]
    [InlineData("absent")]
    [InlineData("counter")]
    [InlineData("signature")]
    [InlineData("challenge")]
    [InlineData("handle")]
    [InlineData("type")]
    [InlineData("plain-http")]
    public async Task A_false_answer_opens_nothing(string what)
    {
        var device = new SoftwareKey();
        var owner = await world.SignedIn(await Fresh());
        await Add(owner, device, "设备");
        device.Falsify = what;
        var thief = world.Visitor();
        await Use(thief, device);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, thief.Status);
        thief.Says(IdentityRefusals.WrongPasskey);
        Assert.StartsWith("/sign-in", (await Opened(thief, "/me")).Path, StringComparison.Ordinal);
        device.Falsify = "";
        device.Count += 5;
        await Use(thief, device);
        Assert.Equal("/me", (await Opened(thief, "/me")).Path);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("domain")]
    [InlineData("unverified")]
    [InlineData("challenge")]
    public async Task A_passkey_made_for_another_website_is_not_taken(string what)
    {
        var owner = await world.SignedIn(await Fresh());
        await Add(owner, new SoftwareKey { Falsify = what }, "设备");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        owner.Says(IdentityRefusals.WrongPasskey);
    }

    [Fact]
    public async Task An_answer_is_taken_once_and_only_for_minutes()
    {
        var device = new SoftwareKey();
        await Add(await world.SignedIn(await Fresh()), device, "设备");
        var browser = world.Visitor();
        var (answer, state) = await Answer(browser, device);
        await Send(browser, answer, state);
        Assert.Equal("/me", (await Opened(browser, "/me")).Path);
        var thief = world.Visitor();
        await Send(thief, answer, state);
        thief.Says(IdentityRefusals.WrongPasskey);

        // A device that does not count, as those have whose passkeys are kept in a cloud: only the question itself is used up.
        var still = new SoftwareKey { Counts = false };
        await Add(await world.SignedIn(await Fresh()), still, "云端");
        var (again, sealedState) = await Answer(browser, still);
        await Send(world.Visitor(), again, sealedState);
        await Send(thief, again, sealedState);
        thief.Says(IdentityRefusals.WrongPasskey);

        (answer, state) = await Answer(browser, device);
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await Send(thief, answer, state);
        thief.Says(IdentityRefusals.WrongPasskey);
        await Send(thief, "{}", "nonsense");
        thief.Says(IdentityRefusals.WrongPasskey);
    }

    [Fact]
    public async Task A_passkey_is_one_persons_and_a_closed_account_has_none()
    {
        var (mine, theirs) = (await Fresh(), await Fresh());
        var device = new SoftwareKey();
        var owner = await world.SignedIn(mine);
        await Add(owner, device, "设备");
        var other = await world.SignedIn(theirs);
        await Add(other, device, "同一个");
        other.Says(IdentityRefusals.WrongPasskey);
        await other.PostAnyway($"/me/passkeys/{await IdOf(mine)}/rename", ("Form.Name", "我的"));
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await world.Given(db => db.Accounts.Single(a => a.Id == mine.Id).ClosedAt = world.Clock.GetUtcNow());
        var browser = world.Visitor();
        await Use(browser, device);
        browser.Says(IdentityRefusals.WrongPasskey);
    }

    [Fact]
    public async Task Nobody_keeps_endless_passkeys()
    {
        var account = await Fresh();
        var owner = await world.SignedIn(account);
        await world.Given(db =>
        {
            db.AddRange(Enumerable.Range(0, Passkey.Most).Select(i => new Passkey { AccountId = account.Id, CredentialId = Guid.NewGuid().ToByteArray(), PublicKey = [], Name = $"{i}", Transports = "", SignCount = 0, IsBackedUp = false, IsBackupEligible = false, CreatedAt = world.Clock.GetUtcNow() }));
            return 0;
        });
        await Add(owner, new SoftwareKey(), "再一个");
        owner.Says(IdentityRefusals.ManyPasskeys);
    }

    private async Task<Account> Fresh()
    {
        var like = world.University.ThirdMembers[0];
        return await world.AccountOf(await world.Given(db =>
        {
            var made = new Modules.People.Member { Path = like.Path, OrganisationId = like.OrganisationId, Name = "新人" + Guid.NewGuid().ToString("N")[..6], Category = like.Category, State = like.State };
            db.Add(made);
            return made;
        }));
    }

    private Task<Guid> IdOf(Account account) => world.Read(db => db.Passkeys.Where(p => p.AccountId == account.Id).OrderBy(p => p.CreatedAt).Select(p => p.Id).FirstAsync());

    private static async Task Add(Browser owner, SoftwareKey device, string name)
    {
        var page = await owner.Open("/me/second-factor");
        var (options, state) = await Question(owner, "/me/passkeys/question");
        await Send(owner, page, "add-passkey", device.Create(options), state, ("Form.Name", name));
    }

    private static async Task Use(Browser browser, SoftwareKey device)
    {
        var (answer, state) = await Answer(browser, device);
        await Send(browser, answer, state);
    }

    private static async Task<(string Answer, string State)> Answer(Browser browser, SoftwareKey device)
    {
        var (options, state) = await Question(browser, "/sign-in/passkey-question");
        return (device.Get(options), state);
    }

    private static async Task Send(Browser browser, string answer, string state) => await Send(browser, await browser.Open("/sign-in"), "passkey-sign-in", answer, state);

    /// <summary>As the script does it: the answer into the hidden fields, then the form.</summary>
    private static async Task Send(Browser browser, IDocument page, string form, string answer, string state, params (string Name, string Value)[] typed)
    {
        var fields = Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector($"form:has(input[value='{form}'])")!);
        fields.RemoveAll(f => f.Key is "Form.Passkey" or "Form.State" || typed.Any(t => t.Name == f.Key));
        await browser.Post(browser.Path, [.. fields, new("Form.Passkey", answer), new("Form.State", state), .. typed.Select(t => new KeyValuePair<string, string>(t.Name, t.Value))]);
    }

    private static async Task<(JsonElement Options, string State)> Question(Browser browser, string path)
    {
        using var answer = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, path));
        var read = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (read.GetProperty("options"), read.GetProperty("state").GetString()!);
    }

    private static async Task<Browser> Opened(Browser browser, string path)
    {
        await browser.Open(path);
        return browser;
    }

    /// <summary>A device in software (WebAuthn level 3, ES256): honest, or false in one way.</summary>
    private sealed class SoftwareKey
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
        private string _userHandle = "";

        public string Falsify { get; set; } = "";

        public uint Count { get; set; } = 1;

        public bool Counts { get; init; } = true;

        public string Create(JsonElement options)
        {
            _userHandle = options.GetProperty("user").GetProperty("id").GetString()!;
            var data = Data(options.GetProperty("rp").GetProperty("id").GetString()!, attested: true);
            byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
            return Json(new { clientDataJSON = WebEncoders.Base64UrlEncode(Client(options, "webauthn.create")), attestationObject = WebEncoders.Base64UrlEncode(attestation), transports = new[] { "internal" } });
        }

        public string Get(JsonElement options)
        {
            Count = Falsify == "counter" ? Count : Count + 1;
            var (data, client) = (Data(options.GetProperty("rpId").GetString()!, attested: false), Client(options, Falsify == "type" ? "webauthn.create" : "webauthn.get"));
            var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            if (Falsify == "signature")
            {
                signature = ECDsa.Create(ECCurve.NamedCurves.nistP256).SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }
            return Json(new { clientDataJSON = WebEncoders.Base64UrlEncode(client), authenticatorData = WebEncoders.Base64UrlEncode(data), signature = WebEncoders.Base64UrlEncode(signature), userHandle = Falsify == "handle" ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(Guid.NewGuid().ToString())) : _userHandle });
        }

        private string Json(object response) => JsonSerializer.Serialize(new { id = WebEncoders.Base64UrlEncode(_id), rawId = WebEncoders.Base64UrlEncode(_id), type = "public-key", clientExtensionResults = new { }, response });

        private byte[] Client(JsonElement options, string type) => JsonSerializer.SerializeToUtf8Bytes(new
        {
            type,
            challenge = Falsify == "challenge" ? WebEncoders.Base64UrlEncode(new byte[32]) : options.GetProperty("challenge").GetString(),
            origin = Falsify switch { "origin" => "https://elsewhere.example", "plain-http" => "http://zhijian.example", _ => "http://localhost" },
            crossOrigin = Falsify == "cross-origin",
        });

        private byte[] Data(string domain, bool attested)
        {
            var flags = (byte)((Falsify == "absent" ? 0 : 0x01) | (Falsify == "unverified" ? 0 : 0x04) | (attested ? 0x40 : 0));
            var count = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(count, Counts ? Count : 0);
            byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(Falsify == "domain" ? "elsewhere.example" : domain)), flags, .. count];
            if (!attested)
            {
                return head;
            }
            var point = _key.ExportParameters(false).Q;
            return [.. head, .. new byte[16], 0, (byte)_id.Length, .. _id, 0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        }
    }
}
