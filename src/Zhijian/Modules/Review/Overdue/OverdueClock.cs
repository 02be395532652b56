namespace Zhijian.Modules.Review.Overdue;

/// <summary>Looks every half hour for records that wait too long or at a vacant post.</summary>
internal sealed partial class OverdueClock(IServiceScopeFactory scopes, TimeProvider clock, ILogger<OverdueClock> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<OverdueJob>().Run(stoppingToken);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                // A database that restarts now is there again in half an hour; the server must not stop for it.
                Failed(problem);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Records that wait too long could not be looked for")]
    private partial void Failed(Exception problem);
}
