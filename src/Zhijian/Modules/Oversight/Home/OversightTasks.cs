using Zhijian.Modules.Oversight.Alarms;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Home;

/// <summary>What waits for those who keep the platform in order: alarms that nobody has explained, and backups that are not what they should be.</summary>
internal sealed class OversightTasks(AlarmQuery alarms, IServiceProvider services) : ITaskSource
{
    private const int MinutesToAnswer = 5;
    private const int MinutesToSetUp = 10;

    /// <summary>A nightly backup that is older was missed.</summary>
    private static readonly TimeSpan BackupIsOld = TimeSpan.FromHours(36);

    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromDays(1);

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) =>
        actor.Space is { } space && (space.Covers(OversightActs.Answer, space.Path) || KeepsBackups(space))
            // Alarms are nobody's rows: they are read as the overview reads them, not as the viewer.
            ? new HomeQuestion<HomeTask>("select 1 where false;", async sets => { await sets.ReadAsync<int>(); return []; }) { Then = (_, _, cancel) => Open(space, now, cancel) }
            : null;

    /// <summary>Those who look after the machine; others who may make a backup are not asked to.</summary>
    private static bool KeepsBackups(HeldPost space) => !space.SeesContent && space.Covers(OversightActs.Backup, space.Path);

    private async Task<IReadOnlyList<HomeTask>> Open(HeldPost space, DateTimeOffset now, CancellationToken cancel)
    {
        List<HomeTask> tasks = [];
        if (space.Covers(OversightActs.Answer, space.Path))
        {
            tasks.AddRange((await alarms.Unanswered(cancel)).Select(waiting => new HomeTask(
                new HomeText("oversight.task-alarm", new HomeText($"message.alarm.{waiting.Alarm.Rule}", waiting.Alarm.Count, waiting.Minutes)), MinutesToAnswer, waiting.Alarm.FirstAt + AnsweredWithin, $"/oversight/alarms/{waiting.Alarm.Id}", new HomeText("oversight.task-alarm-do"), "is-late", "alert-triangle")));
        }
        if (KeepsBackups(space) && services.GetService<BackupWork>() is { } work && Backups(BackupState.Of(work.Place), now) is { } missing)
        {
            tasks.Add(new HomeTask(new HomeText(missing), MinutesToSetUp, now, "/oversight/backups", new HomeText("oversight.task-backup-do"), "is-late", "database"));
        }
        return tasks;
    }

    /// <summary>What is wrong with the backups, the worst first, as a text's key; null where they are in order.</summary>
    public static string? Backups(BackupState state, DateTimeOffset now) =>
        !state.HasKey ? "oversight.task-no-key"
        : state.Problem is not null ? "oversight.task-backup-failed"
        : state.Newest is { } newest && now - newest > BackupIsOld ? "oversight.task-backup-old"
        : state.LastDrill?.Problem is not null ? "oversight.task-drill-failed"
        : null;
}
