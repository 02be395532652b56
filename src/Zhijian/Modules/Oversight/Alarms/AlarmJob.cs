using Zhijian.Modules.Oversight.Overview;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>Looks every half minute whether something calls for somebody, and tells those who receive the overview: within a minute of the act, once for the same thing.</summary>
internal sealed class AlarmJob(Fence fence, Journal journal, Postbox postbox, AlarmRules rules, OverviewReceivers receivers, SecurityCounters counters, IServiceProvider services, DataFolder folder, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromSeconds(30);

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        foreach (var rule in rules.All)
        {
            foreach (var (who, count) in await Look(rule, cancel))
            {
                await Raise(rule, who, count, cancel);
            }
        }
        await fence.Commit(cancel);
    }

    /// <summary>The condition on entries of the journal that a rule counts.</summary>
    public static string Counted(AlarmRule rule) =>
        "at > @from and fact = any(@facts)"
        + (rule.Where is null ? "" : " and body ->> @where = any(@values)")
        + (rule.By switch { CountedBy.Person => " and (@who::uuid is null or member_id = @who)", CountedBy.Subject => " and (@who::uuid is null or subject_id = @who)", _ => "" });

    public static object Parameters(AlarmRule rule, DateTimeOffset from, DateTimeOffset to, Guid? who) =>
        new { from, to, who, facts = rule.Line is { } line ? OverviewJob.FactsOf(line) : [.. rule.Facts], where = rule.Where, values = rule.Values.ToArray() };

    private async Task<IReadOnlyList<Found>> Look(AlarmRule rule, CancellationToken cancel)
    {
        if (rule.Answer is { } answer)
        {
            var count = counters.Within(answer, TimeSpan.FromMinutes(rule.Minutes));
            return rule.Calls(count) ? [new Found(null, count)] : [];
        }
        if (rule.Machine is { } state)
        {
            var value = await Of(state, cancel);
            return value is { } seen && rule.Calls(seen) ? [new Found(null, seen)] : [];
        }
        var by = rule.By switch { CountedBy.Person => "member_id", CountedBy.Subject => "subject_id", _ => "null::uuid" };
        var rows = await fence.Rows<CountRow>(
            $"select {by} as Who, count(*) as Count from journal where {Counted(rule)} and at <= @to group by 1 having count(*) >= {rule.AtLeast}",
            Parameters(rule, time.Now.AddMinutes(-rule.Minutes), time.Now, null), cancel);
        // What the program did itself, and tries at names that nobody has, are nobody's.
        return [.. rows.Where(r => rule.By == CountedBy.All || r.Who is { } who && who != Guid.Empty).Select(r => new Found(r.Who, r.Count))];
    }

    /// <summary>Null where it can't be known.</summary>
    private async Task<long?> Of(MachineState state, CancellationToken cancel) => state switch
    {
        MachineState.FreeMegabytes => new DriveInfo(folder.Path).AvailableFreeSpace / 1048576,
        MachineState.DrillFailed => services.GetService<BackupWork>() is { } work && BackupState.Of(work.Place)?.LastDrill?.Problem is not null ? 1 : 0,
        _ => VersionFloors.Below(Environment.Version, await fence.Row<int>("select current_setting('server_version_num')::int", null, cancel)).Count,
    };

    /// <summary>The same thing within its window only counts on.</summary>
    private async Task Raise(AlarmRule rule, Guid? who, long count, CancellationToken cancel)
    {
        var now = time.Now;
        var parameters = new { id = Guid.CreateVersion7(), rule = rule.Id, who, now, count, since = now.AddMinutes(-rule.Minutes) };
        if (await fence.Run("update security_alarm set last_at = @now, count = greatest(count, @count) where rule = @rule and who is not distinct from @who and last_at > @since", parameters, cancel) > 0)
        {
            return;
        }
        await fence.Run("insert into security_alarm (id, rule, who, first_at, last_at, count, version) values (@id, @rule, @who, @now, @now, @count, 1)", parameters, cancel);
        var to = await receivers.Today(cancel);
        postbox.Deliver(to.DistinctBy(r => r.MemberId).Select(r => Message.To(r.MemberId, r.Path, now, $"/oversight/alarms/{parameters.id}", $"message.alarm.{rule.Id}", count, rule.Minutes)));
        await journal.Also(new AlarmRaised(parameters.id, FencedScope.WholeInstitution, rule.Id, count), SystemActors.Jobs.Actor, cancel);
    }

    private sealed record Found(Guid? Who, long Count);

    private sealed class CountRow
    {
        public Guid? Who { get; set; }

        public long Count { get; set; }
    }
}
