using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Zhijian.Platform.Messages;

/// <summary>
/// Tells open pages of this process that something they show has changed. It carries no content: whoever listens asks anew, inside their own scope.
/// Several changes in a row become one.
/// </summary>
public sealed class LiveHub
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Channel<bool>, bool>> _listeners = new();

    /// <summary>The topic of one person: messages.</summary>
    public static string OfMember(Guid memberId) => $"member-{memberId:N}";

    /// <summary>How many listen to a topic.</summary>
    public int Listeners(string topic) => _listeners.TryGetValue(topic, out var listeners) ? listeners.Count : 0;

    /// <summary>Something about the topic changed. Call it after the commit.</summary>
    public void Tell(string topic)
    {
        if (!_listeners.TryGetValue(topic, out var listeners))
        {
            return;
        }
        foreach (var listener in listeners.Keys)
        {
            listener.Writer.TryWrite(true);
        }
    }

    /// <summary>Yields once at the start, then after each change (at most once per pause), and after a minute of silence, so that dead connections are noticed.</summary>
    public async IAsyncEnumerable<bool> Changes(string topic, TimeSpan pause, [EnumeratorCancellation] CancellationToken cancel)
    {
        var mine = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var listeners = _listeners.GetOrAdd(topic, _ => new());
        listeners[mine] = true;
        try
        {
            yield return true;
            while (!cancel.IsCancellationRequested)
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                silence.CancelAfter(TimeSpan.FromMinutes(1));
                await Waited(mine.Reader, silence.Token);
                if (cancel.IsCancellationRequested)
                {
                    yield break;
                }
                yield return true;
                await Paused(pause, cancel);
            }
        }
        finally
        {
            listeners.TryRemove(mine, out _);
        }
    }

    private static async Task Waited(ChannelReader<bool> reader, CancellationToken cancel)
    {
        try
        {
            await reader.ReadAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // Silence or the reader has gone: the caller looks.
        }
    }

    private static async Task Paused(TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(pause, cancel);
        }
        catch (OperationCanceledException)
        {
            // The reader has gone.
        }
    }
}
