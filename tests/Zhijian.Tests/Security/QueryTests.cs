using System.Text.RegularExpressions;
using Zhijian.Access;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>What people write is a value to the database and to programs of the system, never a part of a command; and the program stays inside what its platform looks after.</summary>
public sealed partial class QueryTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly string[] Injections =
    [
        "'", "\"", "''", "';--", "' or '1'='1", "\" or \"1\"=\"1", "1 or 1=1", "1); select 1;--", "'; drop table journal;--", "' union select null--", "') or true--", "1;select pg_sleep(5)", "'||pg_sleep(5)||'", "(select version())", "$$", "$1", "@x", ":x", "{0}", "\\", "\\'", "%", "_", "*/", "/*", "--", "' and extractvalue(1,1)--", "0x27", "chr(39)", "ʼ or 1=1", "；", "1e309", "null", "true",
    ];

    /// <summary>How many of them each parameter meets in a short run; the next parameter meets the next ones, so that all are tried on the whole.</summary>
    private static readonly int EachMeets = TestRun.IsLong ? Injections.Length : 7;

    [Fact]
    public async Task No_parameter_is_read_as_a_command()
    {
        var program = await world.Program(world.University.OrganisationDepartment);
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        List<string> breaches = [];
        var asked = 0;
        foreach (var endpoint in Endpoint.All(world).Where(e => e.Methods.Contains("GET") && !e.Pattern.Contains("live", StringComparison.Ordinal)))
        {
            foreach (var name in endpoint.QueryNames.Concat(["after", "limit", "order", "q"]).Distinct())
            {
                for (var turn = 0; turn < EachMeets; turn++)
                {
                    var injection = Injections[asked % Injections.Length];
                    using var request = new HttpRequestMessage(HttpMethod.Get, $"{Session.PathOf(endpoint)}?{name}={Uri.EscapeDataString(injection)}");
                    using var answer = endpoint.Pattern.StartsWith("/api/", StringComparison.Ordinal) ? await program.SendAsync(request) : await browser.Raw(request);
                    asked++;
                    if ((int)answer.StatusCode >= 500)
                    {
                        breaches.Add($"GET {endpoint.Pattern} with {name}={injection}: {(int)answer.StatusCode}");
                    }
                }
            }
        }
        Console.WriteLine($"figure injections-that-broke-a-question {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure injections-tried {asked}");
        Breaches.None(breaches);
    }

    [Fact]
    public void No_program_is_started_through_a_shell()
    {
        Assert.NotEmpty(Shell().Matches("new ProcessStartInfo(\"sh\", \"-c \" + x)"));
        Breaches.None(Sources().SelectMany(s => Shell().Matches(s.Text).Select(m => $"{s.File}: {m.Value}")));
    }

    [Fact]
    public void No_raw_SQL_of_the_mapper_is_used() => Breaches.None(Sources().SelectMany(s => RawSql().Matches(s.Text).Select(m => $"{s.File}: {m.Value}")));

    [Fact]
    public void No_code_leaves_managed_memory() => Breaches.None(Sources().SelectMany(s => Unmanaged().Matches(s.Text).Select(m => $"{s.File}: {m.Value}")));

    [Fact]
    public void No_cipher_of_our_own_and_no_broken_hash_is_used()
    {
        Assert.NotEmpty(Weak().Matches("MD5.HashData(x)"));
        // What the apps of a second factor compute is laid down in RFC 6238; as a keyed hash for half a minute SHA-1 is not broken.
        Breaches.None(Sources().Where(s => !s.File.EndsWith("SecondFactor/TimeCode.cs", StringComparison.Ordinal)).SelectMany(s => Weak().Matches(s.Text).Select(m => $"{s.File}: {m.Value}")));
    }

    private static IEnumerable<(string File, string Text)> Sources() =>
        Directory.EnumerateFiles(Path.Combine(World.Repository, "src", "Zhijian"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.EndsWith("Tests.cs", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(World.Repository, f), File.ReadAllText(f)));

    [GeneratedRegex("""UseShellExecute\s*=\s*true|ProcessStartInfo\("(?:sh|bash|cmd)"|"-c "|ProcessStartInfo\([^)]*\$"|\.Arguments\s*=""")]
    private static partial Regex Shell();

    [GeneratedRegex("FromSqlRaw|ExecuteSqlRaw|SqlQueryRaw")]
    private static partial Regex RawSql();

    [GeneratedRegex(@"\bunsafe\s*(?:\{|\w+ \w+\()|DllImport|LibraryImport|Marshal\.(?:Alloc|Copy|Write)|Unsafe\.As")]
    private static partial Regex Unmanaged();

    [GeneratedRegex(@"\b(?:MD5|SHA1|HMACMD5|HMACSHA1|DES|TripleDES|RC2|RijndaelManaged)\b\.?(?:Create|HashData|Hash)?\(?|CipherMode\.(?:ECB|CBC)|new Random\(\)|Random\.Shared\.NextBytes|RSAEncryptionPadding\.Pkcs1")]
    private static partial Regex Weak();
}
