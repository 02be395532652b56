using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.People;
using Zhijian.Platform.Audit;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>What is encrypted opens for one key alone, as others write it, too; and nothing of a package can be changed on its way.</summary>
public sealed class PackageSealTests
{
    /// <summary>Written by joserfc 1.6.5 for the key below.</summary>
    private const string Foreign =
        "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImtpZCI6InJlY2VpdmVyIiwiZXBrIjp7ImNydiI6IlAtMjU2IiwieCI6InhCdE9qWVZkeDlZTGtqR3QtNHgtRGswMFpyOU1rZkdURzh0ZU5uUy1LU1EiLCJ5IjoiQmM3RW1mOXpDV01HOGUxbzROUFBVVXRFSnQzaXFuUlJ3ZjdSdl8zRGdqUSIsImt0eSI6IkVDIn19"
        + "..aS5dK4BixsgeaSNY.RCwzLz5dQEvkMPnAyt1fB7Sz.EJZpQDiNwUICzG86LT9e3Q";

    /// <summary>The same key, but asking to be unpacked.</summary>
    private const string Packed =
        "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsInppcCI6IkRFRiIsImVwayI6eyJjcnYiOiJQLTI1NiIsIngiOiJEYzJkNG0yQ3pIb1hXb0ZfZ3Q4NEhIdEw4Vzdfb1JILVhZdVQ5MjlnS0dvIiwieSI6IjV2c1MtS1RjMnNlZm84MHNCNEtPNUtoeGF2emVUZXpuenFGWTNoU0ZfckUiLCJrdHkiOiJFQyJ9fQ"
        + "..oQJh3fWi6RJiu_Ri.k9YSjzYtQas.oiOu4e77LaoMiG_NgjAbCQ";

    /// <summary>The same key, with a shorter cipher than the one that is fixed.</summary>
    private const string Shorter =
        "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImVwayI6eyJjcnYiOiJQLTI1NiIsIngiOiI2NWlpQWhBd0tib0R6eDcwZ0NmMlBOekZpWUszYzlSTk1rYng0YWV1cWFBIiwieSI6ImJJbzBsb0tXdmNyQml5TmlVUXBKaER6eVRtWThjU1pXT3EtWWhRV0NqckkiLCJrdHkiOiJFQyJ9fQ"
        + "..iG757-OSuMexSLVB.dQ.AQFrxJpg7Fqzc91P8HTliw";

    [Fact]
    public void What_another_library_wrote_opens_and_nothing_that_names_other_ways()
    {
        using var key = ForeignKey();
        Assert.Equal("写给接收单位", Encoding.UTF8.GetString(PackageSeal.Open(Foreign, key)!));
        foreach (var text in new[] { Packed, Shorter, "", "a.b.c", "a..b.c.d", Foreign + "x", Foreign.Replace("..", ".AAAA.", StringComparison.Ordinal), Foreign[..^2] + "AA" })
        {
            Assert.Null(PackageSeal.Open(text, key));
        }
    }

    [Fact]
    public void What_was_sealed_opens_for_its_receiver_alone()
    {
        using var receiver = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var box = PackageSeal.Seal("苏景明"u8.ToArray(), receiver);
        Assert.Equal("苏景明", Encoding.UTF8.GetString(PackageSeal.Open(box, receiver)!));
        Assert.Null(PackageSeal.Open(box, other));
        // The same is never written twice in the same way.
        Assert.NotEqual(box, PackageSeal.Seal("苏景明"u8.ToArray(), receiver));
    }

    [Fact]
    public void One_changed_byte_anywhere_is_noticed()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var receiver = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var pem = signer.ExportSubjectPublicKeyInfoPem();
        var document = Encoding.UTF8.GetBytes(Packages.Write(signer, receiver, [Packages.Person("苏景明", "990101199912310020")]));
        Assert.True(Holds(document));
        for (var i = 0; i < document.Length; i++)
        {
            var changed = document.ToArray();
            changed[i] ^= 1;
            Assert.False(Holds(changed), $"byte {i}");
        }

        bool Holds(byte[] text) => SignedStatement.Read(Encoding.UTF8.GetString(text)) is { } read && read.KeyName == AuditKeys.NameOf(signer) && read.IsSignedBy(pem);
    }

    [Fact]
    public void A_card_names_a_second_key_only_by_the_word_of_the_first()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var receiver = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var card = Packages.Card(signer, receiver);
        Assert.Equal((null, receiver.ExportSubjectPublicKeyInfoPem()), (KeyCard.Read(card).Refusal, KeyCard.Read(card).EncryptionKey));
        Assert.Null(KeyCard.Read(signer.ExportSubjectPublicKeyInfoPem()).EncryptionKey);
        var statement = card[card.IndexOf('{', StringComparison.Ordinal)..];
        foreach (var wrong in new[] { other.ExportSubjectPublicKeyInfoPem() + "\n" + statement, card[..^10], card.Replace("\"signature\":\"", "\"signature\":\"A", StringComparison.Ordinal) })
        {
            Assert.Equal(FederationRefusals.BadCard, KeyCard.Read(wrong).Refusal);
        }
    }

    [Fact]
    public void Lines_that_say_the_same_are_kept_once()
    {
        var day = new DateOnly(2026, 9, 1);
        var line = new PastEntry(PastKind.Membership, "数学系党支部", null, new DateOnly(2020, 9, 1), day, "甲大学", day);
        Assert.Empty(PastEntry.New([line with { StatedOn = day.AddDays(9) }], [line]));
        Assert.Equal([line with { Until = null }], PastEntry.New([line, line with { Until = null }, line with { Until = null }], [line]));
        Assert.Single(PastEntry.New([line with { StatedBy = "乙大学" }], [line]));
    }

    private static ECDiffieHellman ForeignKey() => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Base64Url.DecodeFromChars("6gp2LYs7SFZtwyA0mEz3ezVGUqWHyANlUyYc5n2Znn8"),
        Q = new ECPoint { X = Base64Url.DecodeFromChars("A613x6u_jCgkyqqC07_Ox8X5cw3qzDQYCfRk58WMyHc"), Y = Base64Url.DecodeFromChars("GY_55GwMFNDAXGdpNh7ZR9ykhL_RMSvWyjLRs_zrbAg") },
    });
}

/// <summary>Packages and cards as another institution's installation writes them.</summary>
internal static class Packages
{
    public static string Card(ECDsa signer, ECDiffieHellman receiver, string institution = "某大学") =>
        KeyCard.Write(institution, receiver.ExportSubjectPublicKeyInfoPem(), signer.ExportSubjectPublicKeyInfoPem(), AuditKeys.NameOf(signer), bytes => Sign(signer, bytes));

    public static HandedPerson Person(string name, string identity, params IReadOnlyList<PastEntry> past) => new(
    [
        new("person.full-name", name, "organisation"), new("person.category", "FullMember", "organisation"), new("person.identity-number", identity, "organisation"),
    ], past);

    /// <param name="signedAs">Whom the inside names; the signer where nothing is said.</param>
    public static string Write(ECDsa signer, ECDiffieHellman receiver, IReadOnlyList<HandedPerson> people, string format = MemberPackage.ThisFormat, string? signedAs = null, Guid? id = null, string? box = null)
    {
        var package = id ?? Guid.CreateVersion7();
        var inside = new HandedPeople(package, signedAs ?? AuditKeys.NameOf(signer), people).Write();
        var outside = new MemberPackage(format, package, 3, "某大学", Platform.Sealing.ReceivingKey.NameOf(receiver), new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), box ?? PackageSeal.Seal(inside, receiver));
        return SignedStatement.Write(outside.Write(), AuditKeys.NameOf(signer), bytes => Sign(signer, bytes));
    }

    public static byte[] Sign(ECDsa key, byte[] bytes) => key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
