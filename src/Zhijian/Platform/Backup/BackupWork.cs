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
internal sealed class BackupJob(IServiceProvider services, BackUpAction backUp, TimeProvider clock, ILogger<BackupJob> log) : IRecurring
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
                await backUp.Make(SystemActors.Jobs.Actor, cancel);
            }
            if (state.LastDrill is null || now - state.LastDrill.At > Week)
            {
                await backUp.Practise(identity: null, SystemActors.Jobs.Actor, cancel);
            }
        }
        catch (BackupException problem)
        {
            log.LogError(problem, "The backup failed");
        }
    }
}
