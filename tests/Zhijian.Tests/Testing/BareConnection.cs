using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Zhijian.Testing;

/// <summary>Speaks to a real server in bytes, as no browser would.</summary>
internal static class BareConnection
{
    /// <summary>Sends bytes, then reads until the server closes the connection; with <paramref name="silence"/>, also until it has said nothing for so long.</summary>
    public static async Task<string> Answer(string address, string request, TimeSpan? silence = null)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(address).Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        StringBuilder answer = new();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
            var buffer = new byte[64 * 1024];
            while (await Read(stream, buffer, silence) is > 0 and var read)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (Exception end) when (end is IOException || (end is OperationCanceledException && silence is not null))
        {
            // The server hung up while there were bytes on the way, or waits for what never comes.
        }
        return answer.ToString();
    }

    private static async Task<int> Read(NetworkStream stream, byte[] buffer, TimeSpan? silence)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        if (silence is { } longest)
        {
            patience.CancelAfter(longest);
        }
        return await stream.ReadAsync(buffer, patience.Token);
    }
}
