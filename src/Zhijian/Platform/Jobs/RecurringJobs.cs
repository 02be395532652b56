using System.Reflection;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Jobs;

/// <summary>Work that comes back by itself: reminders, overdue reviews, clean-up. A class …Job that implements it is found and run; it must be harmless to run twice.</summary>
public interface IRecurring
{
    /// <summary>How often.</summary>
    static abstract TimeSpan Every { get; }

    /// <summary>Whether it takes long: then it runs beside the others, holds no transaction open, and sees to it by itself that nobody else does the same.</summary>
    static virtual bool RunsBeside => false;

    /// <summary>Runs under its own named system actor and commits itself.</summary>
    Task Run(CancellationToken cancel);
}

/// <summary>Runs the recurring jobs one after another. A job that another server is running now is left to it; one that fails is logged and tried at its next time.</summary>
internal sealed partial class RecurringJobs(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecurringJobs> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private static readonly MethodInfo Describing = typeof(RecurringJobs).GetMethod(nameof(Describe), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly IReadOnlyList<Described> Jobs =
        [.. typeof(RecurringJobs).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IRecurring))).Select(t => (Described)Describing.MakeGenericMethod(t).Invoke(null, null)!)];

    private readonly Dictionary<Type, long> _ran = [];
    private readonly Dictionary<Type, Task> _beside = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await Next(timer, stoppingToken))
        {
            foreach (var job in Jobs.Where(j => !_ran.TryGetValue(j.Job, out var at) || clock.GetElapsedTime(at) >= j.Every))
            {
                if (job.RunsBeside)
                {
                    StartBeside(job, stoppingToken);
                    continue;
                }
                _ran[job.Job] = clock.GetTimestamp();
                await RunOnce(job, stoppingToken);
            }
        }
        await Task.WhenAll(_beside.Values);
    }

    private void StartBeside(Described job, CancellationToken cancel)
    {
        if (_beside.TryGetValue(job.Job, out var running) && !running.IsCompleted)
        {
            return;
        }
        _ran[job.Job] = clock.GetTimestamp();
        _beside[job.Job] = Task.Run(() => RunOnce(job, cancel), CancellationToken.None);
    }

    private async Task RunOnce(Described described, CancellationToken cancel)
    {
        var job = described.Job;
        try
        {
            if (described.RunsBeside)
            {
                await RunAlone(job, cancel);
                return;
            }
            await using var guard = scopes.CreateAsyncScope();
            var fence = guard.ServiceProvider.GetRequiredService<Fence>();
            using var widened = fence.As(SystemActors.Jobs);
            if (!await fence.Row<bool>("select pg_try_advisory_xact_lock(hashtextextended(@Name, 7))", new { job.Name }, cancel))
            {
                return;
            }
            await fence.Run(TreeLock.Shared, null, cancel);
            await RunAlone(job, cancel);
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

    private async Task RunAlone(Type job, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        await ((IRecurring)scope.ServiceProvider.GetRequiredService(job)).Run(cancel);
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

    private static Described Describe<TJob>()
        where TJob : IRecurring => new(typeof(TJob), TJob.Every, TJob.RunsBeside);

    private sealed record Described(Type Job, TimeSpan Every, bool RunsBeside);

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Name} failed; it runs again at its next time")]
    private partial void JobFailed(Exception problem, string name);
}
