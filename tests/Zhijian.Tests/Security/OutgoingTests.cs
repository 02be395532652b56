using Zhijian.Architecture;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>The program asks nothing of any other machine, webhooks apart: no other address that somebody types can make it do so, and what a webhook may reach is judged where it connects.</summary>
public sealed class OutgoingTests
{
    /// <summary>Namespaces and types by which a program of this platform reaches another machine, the database's own driver apart.</summary>
    private static readonly string[] Doors = ["System.Net.Http.", "System.Net.Sockets.", "System.Net.WebSockets.", "System.Net.Mail.", "System.Net.WebClient", "System.Net.WebRequest", "System.Net.HttpWebRequest", "System.Net.Dns", "System.Net.FtpWebRequest", "System.Net.Security.SslStream", "System.Net.Quic."];

    /// <summary>Who mentions such a thing without reaching anybody.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["Zhijian.Platform.Backup.Drill System.Net.Http.HttpClient"] = "a drill asks the program that it has just started, on this machine",
        ["Zhijian.Platform.Backup.Drill System.Net.Http.HttpClientHandler"] = "the same",
        ["Zhijian.Platform.Backup.Drill System.Net.Http.HttpResponseMessage"] = "the same",
        ["Zhijian.Modules.Exchange.Webhooks.OutsideNetworks System.Net.Sockets.AddressFamily"] = "the kind of an address that is judged",
        ["Zhijian.Platform.Limits.RequestLimits System.Net.Sockets.AddressFamily"] = "the kind of a visitor's address",
    };

    /// <summary>The one door, which connects only to what OutsideNetworks lets through; OutsideNetworksTests and ExchangeTests try it.</summary>
    private const string WebhookDoor = "Zhijian.Modules.Exchange.Webhooks.WebhookSender";

    [Fact]
    public void No_part_of_the_program_reaches_out()
    {
        var found = Code.Program.SelectMany(t => Code.Mentions(t).Where(m => Doors.Any(d => (m.FullName ?? "").StartsWith(d, StringComparison.Ordinal))).Select(m => $"{t.FullName} {m.FullName}")).Where(f => !Harmless.ContainsKey(f) && !f.StartsWith(WebhookDoor + " ", StringComparison.Ordinal)).ToList();

        Console.WriteLine($"figure outgoing-requests-in-the-program {found.Count} 0 {(found.Count == 0 ? "met" : "short")}");
        Breaches.None(found);
    }

    [Fact]
    public void The_search_sees_one_that_does() => Assert.Contains(Code.Mentions(typeof(Reaching)), m => Doors.Any(d => m.FullName!.StartsWith(d, StringComparison.Ordinal)));

    private sealed class Reaching
    {
        public static Task<string> Ask(HttpClient client) => client.GetStringAsync("http://elsewhere.example");
    }
}
