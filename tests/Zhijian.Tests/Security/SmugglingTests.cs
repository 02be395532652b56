using System.Text.RegularExpressions;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Requests whose end two servers could see in different places: the second request hidden in them is never answered.</summary>
public sealed partial class SmugglingTests(ServedWorld world) : IClassFixture<ServedWorld>
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private const string Hidden = "GET /openapi/v1.json HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static readonly (string Name, string Request)[] Vectors =
    [
        .. from encoding in new[] { "chunked", "Chunked", " chunked", "chunked ", "\tchunked", "x, chunked", "chunked, x", "chunked, chunked", "identity, chunked", "chunked;x", "\"chunked\"", "chunked\u000b", "xchunked", "chunked\r\n x" }
            select ($"length and {encoding}", $"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: {encoding}\r\n\r\n0\r\n\r\n{Hidden}"),
        .. from name in new[] { "Transfer-Encoding ", " Transfer-Encoding", "Transfer_Encoding", "Transfer-Encoding\t", "X: x\nTransfer-Encoding", "X: x\rTransfer-Encoding" }
            select ($"header named '{name}'", $"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: {5 + Hidden.Length}\r\n{name}: chunked\r\n\r\n0\r\n\r\n{Hidden}"),
        .. from length in new[] { "5\r\nContent-Length: 0", "0\r\nContent-Length: 5", "+0", "-0", "0x0", "0,5", "0, 0", "5 5", "00", "0;", "" , "1e1", "９" }
            select ($"length '{length}'", $"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{Hidden}"),
        .. from chunk in new[] { "0;a\n\r\n", "0;a\nb\r\n\r\n", "0\n\n", "0\r\r", "0 \r\n\r\n", "0x0\r\n\r\n", "-0\r\n\r\n", "+0\r\n\r\n", "fffffffffffffffff\r\n", "1\r\nxx0\r\n\r\n", "1\r\nx0\r\n\r\n", "0;\"\n\"\r\n\r\n", "0\r\nX: 1\nY: 2\r\n\r\n" }
            select ($"chunk '{chunk}'", $"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{Hidden}"),
        ("HTTP/1.0 with chunks", $"POST /sign-in HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}"),
        ("line ends alone", $"POST /sign-in HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n{Hidden}"),
        ("two hosts", $"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n{Hidden}"),
        ("no host", $"GET /sign-in HTTP/1.1\r\n\r\n{Hidden}"),
        ("a space before the colon", $"GET /sign-in HTTP/1.1\r\nHost : localhost\r\n\r\n{Hidden}"),
        ("a folded header", $"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n{Hidden}"),
    ];

    /// <summary>Ends that every reader who takes such a request at all sees in the same place: what follows is the client's own second request, not a hidden one.</summary>
    private static readonly Dictionary<string, string> SameForAll = new()
    {
        ["length '00'"] = "digits alone, and nothing whoever reads them",
        ["length '+0'"] = "no digits alone, which strict servers refuse; to the others nothing",
        ["length '-0'"] = "the same",
        ["chunk '0 \r\n\r\n'"] = "white space after the size is allowed",
        ["chunk '0\r\nX: 1\nY: 2\r\n\r\n'"] = "a trailer may end its lines so",
        ["line ends alone"] = "RFC 9112, 2.2: a line may end with a line feed alone",
    };

    [Fact]
    public async Task No_hidden_request_is_answered()
    {
        Assert.InRange(Vectors.Length, 40, 200);
        await Answer(Hidden);
        var answers = await Task.WhenAll(Vectors.Select(async v => (v.Name, Statuses: Statuses().Matches(await Answer(v.Request)).Select(m => m.Groups[1].Value).ToList())));
        var breaches = answers.Where(a => !SameForAll.ContainsKey(a.Name) && (a.Statuses.Count > 1 || a.Statuses.Any(s => s[0] == '5'))).Select(a => $"{a.Name}: {string.Join(", ", a.Statuses)}").ToList();

        Console.WriteLine($"figure smuggled-requests-answered {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure smuggled-requests-tried {Vectors.Length}");
        Breaches.None(breaches);
    }

    [Fact]
    public async Task Two_honest_requests_on_one_connection_are_both_answered() =>
        Assert.Equal(2, Statuses().Count(await Answer(Hidden + Hidden)));

    private Task<string> Answer(string request) => BareConnection.Answer(world.Address, request, Silence);

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex Statuses();
}
