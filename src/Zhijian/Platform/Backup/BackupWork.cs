using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>Backups and drills of the running installation. Put together by the program; without the private database server there is none.</summary>
internal sealed class BackupWork(BackupPlace place, BackupMaker maker, Drill drill)
{
    public BackupPlace Place => place;

    public Task<string> Make(CancellationToken cancel) => maker.Make(cancel);

    public async Task<DrillResult> Practise(string? backup, string? identity, CancellationToken cancel)
    {
        var result = await drill.Run(backup, identity, cancel);
        BackupState.Note(place, result);
        return result;
    }
}

/// <summary>Makes a backup each night and practises a restore each week, once a recipient is named.</summary>
internal sealed class BackupJob(IServiceProvider services, Fence fence, Journal journal, TimeProvider clock, ILogger<BackupJob> log) : IRecurring
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(23.5);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static TimeSpan Every => TimeSpan.FromMinutes(30);

    public async Task Run(CancellationToken cancel)
    {
        if (services.GetService<BackupWork>() is not { } work || BackupState.Of(work.Place) is not { IsSetUp: true } state)
        {
            return;
        }
        var now = clock.GetUtcNow();
        try
        {
            if (state.Newest is null || now - state.Newest > Day)
            {
                var made = Path.GetFileName(await work.Make(cancel));
                await Note(new BackupMade(Guid.Empty, FencedScope.WholeInstitution, made), cancel);
            }
            if (state.LastDrill is null || now - state.LastDrill.At > Week)
            {
                var result = await work.Practise(backup: null, identity: null, cancel);
                await Note(new RestorePractised(Guid.Empty, FencedScope.WholeInstitution, result.Backup, result.Problem, result.RpoSeconds, result.RtoSeconds), cancel);
            }
        }
        catch (BackupException problem)
        {
            log.LogError(problem, "The backup failed");
        }
    }

    private async Task Note<TFact>(TFact fact, CancellationToken cancel)
        where TFact : class, IFact
    {
        using var widened = fence.As(SystemActors.Jobs);
        await journal.Also(fact, SystemActors.Jobs.Actor, cancel);
        await fence.Commit(cancel);
    }
}
