using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Sealing;

/// <summary>What is sealed opens with its key at its place, and nowhere else.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SealingTests
{
    private static readonly Guid Person = Guid.Parse("0193b7a0-0000-7000-8000-000000000001");
    private static readonly SealedPlace Place = new("member", "identity_number", Person);

    [Theory]
    [InlineData("")]
    [InlineData("990101199912310020")]
    [InlineData("学府路 12 号 3 栋 401 室 🏠")]
    public void What_is_sealed_opens_again_and_is_never_the_same_twice(string text)
    {
        var vault = NewVault();
        var key = vault.NewKey(Person);
        var (one, two) = (vault.Seal(Person, key, Place, text), vault.Seal(Person, key, Place, text));
        Assert.NotEqual(one, two);
        Assert.Equal((text, text), (vault.Open(Person, key, Place, one), vault.Open(Person, key, Place, two)));
        Assert.Equal(Envelope.AesGcm256, one[0]);
    }

    [Fact]
    public void Flipped_bits_and_swapped_values_are_all_refused()
    {
        const int tries = 10_000;
        var vault = NewVault();
        var random = new Random(20261127);
        var cells = Enumerable.Range(0, 40).Select(i =>
        {
            var person = Guid.NewGuid();
            var key = vault.NewKey(person);
            var place = new SealedPlace(i % 3 == 0 ? "member" : "talk", i % 2 == 0 ? "identity_number" : "mobile_number", person);
            return (Person: person, Key: key, Place: place, Stored: vault.Seal(person, key, place, "990101199912310020"));
        }).ToArray();
        var refused = 0;
        for (var i = 0; i < tries; i++)
        {
            var cell = cells[random.Next(cells.Length)];
            var (key, place, stored) = (cell.Key, cell.Place, (byte[])cell.Stored.Clone());
            switch (i % 4)
            {
                case 0:
                    stored[random.Next(stored.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    stored = cells.First(c => c.Person != cell.Person).Stored;
                    break;
                case 2:
                    key = (byte[])key.Clone();
                    key[random.Next(key.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    place = place with { Column = "home_address" };
                    break;
            }
            try
            {
                vault.Open(cell.Person, key, place, stored);
            }
            catch (SealingException)
            {
                refused++;
            }
        }
        Console.WriteLine($"figure sealed-values-changed-or-swapped-refused {refused} {tries} {(refused == tries ? "met" : "short")}");
        Assert.Equal(tries, refused);
    }

    [Fact]
    public void Another_persons_key_opens_nothing()
    {
        var vault = NewVault();
        var key = vault.NewKey(Person);
        Assert.Throws<SealingException>(() => vault.Open(Guid.NewGuid(), key, Place, vault.Seal(Person, key, Place, "x")));
        Assert.Throws<SealingException>(() => vault.Open(Person, null, Place, vault.Seal(Person, key, Place, "x")));
    }

    [Fact]
    public void Equal_values_have_equal_indexes_for_one_purpose_alone()
    {
        var vault = NewVault();
        Assert.Equal(vault.Index("member.identity_number", "1"), vault.Index("member.identity_number", "1"));
        Assert.NotEqual(vault.Index("member.identity_number", "1"), vault.Index("member.mobile_number", "1"));
        Assert.NotEqual(vault.Index("member.identity_number", "1"), NewVault().Index("member.identity_number", "1"));
    }

    [Fact]
    public void A_restricted_value_never_shows_itself()
    {
        var value = new Restricted("13800120000");
        Assert.Equal("***", $"{value}");
        Assert.DoesNotContain("138", System.Text.Json.JsonSerializer.Serialize(new { Value = value.ToString() }), StringComparison.Ordinal);
        Assert.Throws<SealingException>(() => Restricted.Read([1, 2, 3]).Plain);
    }

    [Fact]
    public void The_key_file_is_for_the_program_alone_and_is_read_as_it_was_written()
    {
        var folder = TestFolder.New("key-file");
        var file = KeyFile.Of(new DataFolder(folder), _ => null);
        var keys = file.Open();
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file.Path));
        Assert.Equal(keys.Fingerprint, KeyFile.Of(new DataFolder(folder), _ => null).Open().Fingerprint);
        Assert.False(File.Exists(file.Path + ".new"));

        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 400", Assert.Throws<SealingException>(() => KeyFile.Of(new DataFolder(folder), _ => null).Open()).Message, StringComparison.Ordinal);

        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file.Path, "1 not-a-key\n");
        Assert.Throws<SealingException>(() => KeyFile.Of(new DataFolder(folder), _ => null).Open());
    }

    [Fact]
    public void A_systemd_credential_comes_first_and_is_never_written()
    {
        var (folder, credentials) = (TestFolder.New("key-data"), TestFolder.New("key-credentials"));
        KeyFile.Of(new DataFolder(credentials), _ => null).Open();
        File.Move(Path.Combine(credentials, KeyFile.Name), Path.Combine(credentials, "zhijian-sealing-keys"));
        var file = KeyFile.Of(new DataFolder(folder), name => name == "CREDENTIALS_DIRECTORY" ? credentials : null);
        Assert.StartsWith(credentials, file.Path, StringComparison.Ordinal);
        Assert.NotEmpty(file.Open().Masters);
        Assert.Throws<SealingException>(file.AddMaster);
        Assert.Equal(Path.Combine(folder, "elsewhere"), KeyFile.Of(new DataFolder(folder), name => name == "ZHIJIAN_SEALING_KEYS" ? Path.Combine(folder, "elsewhere") : null).Path);
    }

    [Fact]
    public void A_retired_master_key_leaves_old_copies_closed()
    {
        var vault = NewVault();
        var old = vault.NewKey(Person);
        vault.File.AddMaster();
        var again = vault.Rewrap(Person, old);
        Assert.Equal((1, 2), (Vault.MasterOf(old), Vault.MasterOf(again)));
        var stored = vault.Seal(Person, again, Place, "x");
        Assert.Equal("x", vault.Open(Person, old, Place, stored));
        vault.File.KeepNewest();
        Assert.Equal("x", vault.Open(Person, again, Place, stored));
        Assert.Throws<SealingException>(() => vault.Open(Person, old, Place, stored));
    }

    [Fact]
    public void Keys_of_cookies_and_forms_lie_sealed()
    {
        var file = NewVault().File;
        var ring = new SealsKeyRing(file);
        var secret = new XElement("masterKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        var lying = ring.Encrypt(secret);
        Assert.DoesNotContain(secret.Value, lying.EncryptedElement.ToString(), StringComparison.Ordinal);
        using var services = new ServiceCollection().AddSingleton(file).BuildServiceProvider();
        Assert.Equal(secret.ToString(), new SealsKeyRing.OpensKeyRing(services).Decrypt(lying.EncryptedElement).ToString());
    }

    private static Vault NewVault() => new(KeyFile.Of(new DataFolder(TestFolder.New("vault")), _ => null));
}
