using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Zhijian.Modules.Exchange.Webhooks;

/// <summary>
/// Sends what a connected system is told. The address is judged when it is connected to, each one that its name stands for; redirects and proxies are not followed; of the answer only the status is read.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly OutsideNetworks _networks;
    private readonly HttpClient _client;

    public WebhookSender(OutsideNetworks networks)
    {
        _networks = networks;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = Patience,
            // An address that was fit when it was connected to is judged anew within minutes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = Connect,
        })
        {
            Timeout = Patience,
        };
    }

    /// <summary>The status that was answered, or why there was none.</summary>
    public async Task<(int? Status, string? Problem)> Send(string url, string messageId, string secret, string body, DateTimeOffset now, CancellationToken cancel)
    {
        var timestamp = now.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Webhook.Sign(secret, messageId, timestamp, body));
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return ((int)answer.StatusCode, null);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (null, Said(problem));
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint;
        var found = IPAddress.TryParse(host.Host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host.Host, cancel);
        var plain = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        // One that is not fit spoils all: a name that stands for both is a trick.
        if (found.Length == 0 || found.Any(a => !_networks.MayReach(a)) || (plain && found.Any(a => !_networks.IsAllowed(a))))
        {
            throw new NotReachableException();
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, host.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>In few words, and nothing of what the other side said.</summary>
    private static string Said(Exception problem) => Innermost(problem) switch
    {
        NotReachableException => "not-allowed",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "no-such-host",
        SocketException => "no-connection",
        System.Security.Authentication.AuthenticationException => "not-trusted",
        OperationCanceledException or TimeoutException => "too-slow",
        _ => "broken-off",
    };

    private static Exception Innermost(Exception problem)
    {
        while (problem is not NotReachableException && problem.InnerException is { } inner)
        {
            problem = inner;
        }
        return problem;
    }

    /// <summary>The address leads somewhere that a webhook may not reach.</summary>
    private sealed class NotReachableException : IOException;
}
