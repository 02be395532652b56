using Zhijian.Modules.Oversight.Overview;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>Reads alarms and the entries behind them. Whoever asks has been admitted by the page.</summary>
internal sealed class AlarmQuery(Fence fence, AlarmRules rules)
{
    private const int MostOnHome = 5;

    private const string Columns = "select id, rule, who, first_at as FirstAt, last_at as LastAt, count, answered_at as AnsweredAt, answered_by as AnsweredBy, answer, version from security_alarm";

    /// <summary>Those that nobody has answered, and the newest others.</summary>
    public async Task<IReadOnlyList<Alarm>> Newest(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<Alarm>($"{Columns} order by answered_at is not null, last_at desc, id limit 20", null, cancel);
    }

    /// <summary>Those that nobody has answered, the newest first.</summary>
    public async Task<IReadOnlyList<WaitingAlarm>> Unanswered(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var waiting = await fence.Rows<Alarm>($"{Columns} where answered_at is null order by last_at desc, id limit {MostOnHome}", null, cancel);
        return [.. waiting.Select(a => new WaitingAlarm(a, rules.All.FirstOrDefault(r => r.Id == a.Rule)?.Minutes ?? 0))];
    }

    public async Task<Alarm?> One(Guid id, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Row<Alarm>($"{Columns} where id = @id", new { id }, cancel);
    }

    /// <summary>The newest entries of the journal that it counted; none where it counts answers or looks at the machine.</summary>
    public async Task<IReadOnlyList<EntryRow>> Entries(Alarm alarm, CancellationToken cancel)
    {
        if (rules.All.FirstOrDefault(r => r.Id == alarm.Rule) is not { Answer: null, Machine: null } rule)
        {
            return [];
        }
        using var widened = fence.As(SystemActors.Jobs);
        return await fence.Rows<EntryRow>(
            $"select id, at, fact, actor_name as ActorName, post from journal where {AlarmJob.Counted(rule)} and at <= @to order by id desc limit {OverviewQuery.PageSize}",
            AlarmJob.Parameters(rule, alarm.FirstAt.AddMinutes(-rule.Minutes), alarm.LastAt, alarm.Who), cancel);
    }
}

/// <summary>An alarm that nobody has answered, with the minutes its rule counts over.</summary>
internal sealed record WaitingAlarm(Alarm Alarm, int Minutes);
