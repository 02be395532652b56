using System.Reflection;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Jobs;

/// <summary>Work that comes back by itself: reminders, overdue reviews, clean-up. A class …Job that implements it is found and run; it must be harmless to run twice.</summary>
public interface IRecurring
{
    /// <summary>How often.</summary>
    static abstract TimeSpan Every { get; }

    /// <summary>Runs under its own named system actor and commits itself.</summary>
    Task Run(CancellationToken cancel);
}

/// <summary>Runs the recurring jobs one after another. A job that another server is running now is left to it; one that fails is logged and tried at its next time.</summary>
internal sealed partial class RecurringJobs(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecurringJobs> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private static readonly IReadOnlyList<(Type Job, TimeSpan Every)> Jobs =
        [.. typeof(RecurringJobs).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IRecurring))).Select(t => (t, EveryOf(t)))];

    private readonly Dictionary<Type, long> _ran = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await Next(timer, stoppingToken))
        {
            foreach (var (job, every) in Jobs.Where(j => !_ran.TryGetValue(j.Job, out var at) || clock.GetElapsedTime(at) >= j.Every))
            {
                _ran[job] = clock.GetTimestamp();
                await RunOnce(job, stoppingToken);
            }
        }
    }

    private async Task RunOnce(Type job, CancellationToken cancel)
    {
        try
        {
            await using var guard = scopes.CreateAsyncScope();
            var fence = guard.ServiceProvider.GetRequiredService<Fence>();
            using var widened = fence.As(SystemActors.Jobs);
            if (!await fence.Row<bool>("select pg_try_advisory_xact_lock(hashtextextended(@Name, 7))", new { job.Name }, cancel))
            {
                return;
            }
            await fence.Run(TreeLock.Shared, null, cancel);
            await using var scope = scopes.CreateAsyncScope();
            await ((IRecurring)scope.ServiceProvider.GetRequiredService(job)).Run(cancel);
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            JobFailed(problem, job.Name);
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static TimeSpan EveryOf(Type job) => (TimeSpan)job.GetProperty(nameof(IRecurring.Every), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Name} failed; it runs again at its next time")]
    private partial void JobFailed(Exception problem, string name);
}
