using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Oversight.Alarms;

/// <summary>Writes down what an alarm was and what was done.</summary>
internal sealed class AnswerAlarmAction(Fence fence, Journal journal, AlarmQuery query, TimeProvider clock)
{
    public async Task<Decision<AlarmAnswered>> Run(Guid id, string? answer, int seen, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(OversightActs.Answer))
        {
            return PlatformRefusals.NotYours;
        }
        if (await query.One(id, cancel) is not { } alarm)
        {
            return PlatformRefusals.Missing;
        }
        var decision = alarm.AnswerWith(answer, seen);
        if (decision.Fact is not null)
        {
            using var widened = fence.As(SystemActors.Jobs);
            // Of two who answer at once, one wins.
            if (await fence.Run(
                "update security_alarm set answered_at = @now, answered_by = @by, answer = @answer, version = version + 1 where id = @id and version = @seen",
                new { id, seen, now = clock.GetUtcNow(), by = actor.Name, answer = answer!.Trim() }, cancel) == 0)
            {
                return PlatformRefusals.Stale;
            }
        }
        return await journal.Record(decision, actor, cancel);
    }
}
