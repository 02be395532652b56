using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Working;

/// <summary>
/// Takes batches through the steps that the program does by itself, beside the requests: a portion of rows in each transaction, so that it goes on where it stopped,
/// others never wait for it, and every page sees how far it is.
/// </summary>
internal sealed partial class ImportWork(IServiceScopeFactory scopes, IHostApplicationLifetime life, IConfiguration settings, ILogger<ImportWork> log)
{
    /// <summary>Leaves the work to the recurring job; for tests, which do it themselves at the right moment of a story.</summary>
    internal const string WaitsForJob = "Zhijian:Imports:WaitForJob";

    private readonly Lock _one = new();
    private readonly Dictionary<Guid, Task> _running = [];

    /// <summary>Begins, or goes on, beside whoever asks.</summary>
    public void Begin(Guid batch, string path)
    {
        if (!settings.GetValue(WaitsForJob, false))
        {
            _ = Run(batch, path, life.ApplicationStopping);
        }
    }

    /// <summary>Takes a batch as far as it can without a person. One at a time for each batch; who asks while it runs waits for the same.</summary>
    public Task Run(Guid batch, string path, CancellationToken cancel)
    {
        lock (_one)
        {
            if (_running.TryGetValue(batch, out var running) && !running.IsCompleted)
            {
                return running;
            }
            return _running[batch] = Task.Run(() => Work(batch, path, cancel), CancellationToken.None);
        }
    }

    private async Task Work(Guid batch, string path, CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested && await Step(batch, path, cancel))
            {
            }
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            Stopped(problem, batch);
        }
        catch (OperationCanceledException)
        {
            // The program stops; the next start goes on.
        }
        finally
        {
            lock (_one)
            {
                _running.Remove(batch);
            }
        }
    }

    /// <summary>One portion; false where the batch waits for people.</summary>
    private async Task<bool> Step(Guid id, string path, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var fence = services.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(path));
        var kinds = services.GetRequiredService<KindsOfRows>();
        var foreseen = await Batch(services, id, cancel);
        var alone = foreseen is not null && kinds.NeedsTreeAlone(foreseen);
        // Nobody raises this lock inside a transaction: it is chosen by a look beforehand, and what began meanwhile is looked at anew.
        await fence.Row<string>(alone ? TreeLock.Alone : TreeLock.Shared, null, cancel);
        var batch = await Batch(services, id, cancel);
        if (batch is null || !batch.IsWorking)
        {
            return false;
        }
        if (kinds.NeedsTreeAlone(batch) != alone)
        {
            return true;
        }
        await kinds.Shaped(batch, cancel);
        var goesOn = batch.State switch
        {
            ImportState.Reading => await services.GetRequiredService<ReadFileAction>().Run(batch, cancel),
            ImportState.Checking => await services.GetRequiredService<CheckBatchAction>().Run(batch, cancel),
            ImportState.Entering => await services.GetRequiredService<EnterBatchAction>().Run(batch, kinds.Of(batch).ActorOf(batch), cancel),
            _ => await services.GetRequiredService<UndoBatchAction>().Run(batch, kinds.Of(batch).ActorOf(batch), cancel),
        };
        await fence.Commit(cancel);
        return goesOn;
    }

    private static Task<ImportBatch?> Batch(IServiceProvider services, Guid id, CancellationToken cancel) =>
        services.GetRequiredService<ZhijianDb>().Set<ImportBatch>().AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "The import {Batch} stopped; it is tried again")]
    private partial void Stopped(Exception problem, Guid batch);
}

/// <summary>Goes on with batches that a stop of the program, or a fault, left in the middle of a step.</summary>
internal sealed class ImportJob(BatchesQuery batches, Fence fence, ImportWork work) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromSeconds(30);

    public static bool RunsBeside => true;

    public async Task Run(CancellationToken cancel)
    {
        var working = await batches.Working(cancel);
        await fence.Rollback();
        foreach (var (id, path) in working)
        {
            await work.Run(id, path, cancel);
        }
    }
}
