using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Zhijian.Platform.Web;

/// <summary>
/// Pages are made a few at a time, in the order in which they were asked for. Sixteen at once on two processors would all be ready late; four at a time are each ready early,
/// the last no later, and take a quarter less of the processor's time. A page that takes long keeps nobody back: after a while it goes on beside the others.
/// </summary>
public sealed class PageTurns(TimeProvider clock, int atOnce) : IDisposable
{
    /// <summary>While the database works for one page of a processor, the processor works for another.</summary>
    public const int OfOneProcessor = 2;

    /// <summary>Whoever takes longer waits for something, or looks through very much.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = atOnce, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Waits for a turn. It ends when it is disposed of, or after a while.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants the page any more.</exception>
    public async ValueTask<IDisposable> Take(CancellationToken cancel) => new Turn(await _limiter.AcquireAsync(1, cancel), clock);

    public void Dispose() => _limiter.Dispose();

    private sealed class Turn : IDisposable
    {
        private readonly ITimer _timer;
        private RateLimitLease? _lease;

        public Turn(RateLimitLease lease, TimeProvider clock)
        {
            _lease = lease;
            _timer = clock.CreateTimer(static turn => ((Turn)turn!).End(), this, Longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            End();
        }

        // The page may be ready in the moment in which its time is over: the place is given to one other, not to two.
        private void End() => Interlocked.Exchange(ref _lease, null)?.Dispose();
    }
}

/// <summary>Gives every page its turn (<see cref="PageTurns"/>); what is sent, fetched by programs or kept open for news does not wait for pages.</summary>
internal sealed class PagesInTurn(RequestDelegate next, PageTurns turns)
{
    public async Task Invoke(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
        {
            await next(context);
            return;
        }
        using var turn = await turns.Take(context.RequestAborted);
        await next(context);
    }
}
