using Zhijian.Platform.Hosting;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>Backups and drills of the running installation. Put together by the program; without the private database server there is none.</summary>
internal sealed class BackupWork(BackupPlace place, BackupMaker maker, Drill drill, AttachmentArchive attachments, RecoveryPoint point, TimeProvider clock)
{
    public BackupPlace Place => place;

    public AttachmentArchive Attachments => attachments;

    public RecoveryPoint Point => point;

    /// <summary>What this program is at; null where it is at nothing.</summary>
    public BackupProgress? Now { get; private set; }

    /// <summary>Makes a backup; whatever goes wrong is noted for whoever looks later.</summary>
    public async Task<string> Make(CancellationToken cancel)
    {
        try
        {
            var made = await Alone(isDrill: false, step => maker.Make(step, cancel));
            BackupState.Note(place, problem: null);
            return made;
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            BackupState.Note(place, new BackupProblem(clock.GetUtcNow(), wrong.Message));
            throw;
        }
    }

    public async Task<DrillResult> Practise(string? backup, string? identity, CancellationToken cancel)
    {
        var result = await Alone(isDrill: true, step => drill.Run(backup, identity, step, cancel));
        BackupState.Note(place, result);
        return result;
    }

    /// <summary>One at a time, whichever program does it; without a transaction, so that nobody waits.</summary>
    private async Task<T> Alone<T>(bool isDrill, Func<Action<BackupStep>, Task<T>> act)
    {
        using var alone = FileLock.TryAlone(place.WorkLock) ?? throw new BackupException(ConsoleTexts.Say("backup.busy"));
        var began = clock.GetUtcNow();
        try
        {
            return await act(step => Now = new BackupProgress(began, step, isDrill));
        }
        finally
        {
            Now = null;
        }
    }
}

/// <summary>Makes a backup each night and practises a restore each week, once a recipient is named. What goes wrong is noted and tried again; the program goes on.</summary>
internal sealed partial class BackupJob(IServiceProvider services, BackUpAction backUp, TimeProvider clock, ILogger<BackupJob> log) : IRecurring
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(23.5);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(30);

    public static TimeSpan Every => TimeSpan.FromMinutes(5);

    public static bool RunsBeside => true;

    public async Task Run(CancellationToken cancel)
    {
        if (services.GetService<BackupWork>() is not { Now: null } work)
        {
            return;
        }
        var (state, now) = (BackupState.Of(work.Place), clock.GetUtcNow());
        try
        {
            if (IsBackupDue(state, now))
            {
                await backUp.Make(SystemActors.Jobs.Actor, cancel);
            }
            if (IsDrillDue(BackupState.Of(work.Place), now))
            {
                await backUp.Practise(identity: null, SystemActors.Jobs.Actor, cancel);
            }
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            Failed(problem);
        }
    }

    internal static bool IsBackupDue(BackupState state, DateTimeOffset now) =>
        state.HasKey && (state.Newest is null || now - state.Newest > Day) && (state.Problem is null || now - state.Problem.At > TryAgain || now < state.Problem.At);

    internal static bool IsDrillDue(BackupState state, DateTimeOffset now) => state.Newest is not null && (state.LastDrill is null || now - state.LastDrill.At > Week);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup or the drill failed; it is tried again")]
    private partial void Failed(Exception problem);
}
