using System.Threading.Channels;
using Npgsql;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>
/// Writes check-ins of a burst in groups: one loop takes what is waiting, writes presence, traces and kept answers in one transaction,
/// and answers everybody after its commit. Whoever got an answer is in the database; whoever got none may send the same key again.
/// </summary>
internal sealed partial class CheckInWriter(FencedPools pools, LiveHub hub, ILogger<CheckInWriter> log) : BackgroundService
{
    /// <summary>Requests that may wait; more are told to come back, so that a flood can't fill the memory.</summary>
    private const int MostWaiting = 4096;

    private const int MostInGroup = 256;
    private const int Attempts = 3;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, AllowSynchronousContinuations = false });

    /// <summary>Hands a proven check-in over and waits for the group's commit.</summary>
    public Task<CheckInAnswer> Write(CheckInAsked asked)
    {
        var waiting = new Waiting(asked);
        return _waiting.Writer.TryWrite(waiting) ? waiting.Answer.Task : Task.FromResult(CheckInAnswer.Busy);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<Waiting>(MostInGroup);
        // Ends when the channel is completed at the stop: those already waiting are still written.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (group.Count < MostInGroup && _waiting.Reader.TryRead(out var one))
            {
                group.Add(one);
            }
            await Answer(group);
            group.Clear();
        }
    }

    /// <summary>Whatever goes wrong, nobody waits in vain and the next group is taken.</summary>
    private async Task Answer(List<Waiting> group)
    {
        try
        {
            await WriteAgain(Distinct(group));
        }
        catch (Exception problem)
        {
            GroupLost(problem, group.Count);
            foreach (var one in group)
            {
                one.Answer.TrySetResult(CheckInAnswer.Busy);
            }
        }
    }

    /// <summary>The same key twice in one group is one request; with another body the later one is refused.</summary>
    private static List<Waiting> Distinct(List<Waiting> group)
    {
        var first = new Dictionary<(Guid, string), Waiting>(group.Count);
        var kept = new List<Waiting>(group.Count);
        foreach (var one in group)
        {
            if (first.TryAdd((one.Asked.Request.AccountId, one.Asked.Request.Key), one))
            {
                kept.Add(one);
                continue;
            }
            var earlier = first[(one.Asked.Request.AccountId, one.Asked.Request.Key)];
            if (earlier.Asked.Request.IsSame(one.Asked.Request))
            {
                earlier.Followers.Add(one);
            }
            else
            {
                one.Answer.TrySetResult(CheckInAnswer.KeyReused);
            }
        }
        return kept;
    }

    private async Task WriteAgain(List<Waiting> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnce(group);
                return;
            }
            catch (PostgresException problem) when (attempt < Attempts && problem.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation)
            {
                // Nothing was written: a host marked the same people, or another server kept the same key.
            }
        }
    }

    private async Task WriteOnce(List<Waiting> group)
    {
        await using var fence = new Fence(pools);
        List<Written> written;
        using (fence.As(SystemActors.CheckIns))
        {
            using (var sets = await fence.Sets($"{TreeLock.Shared};\n{CheckInSql.WriteGroup}", CheckInSql.Values(group.Select(g => g.Asked).ToList()), CancellationToken.None))
            {
                await sets.ReadAsync();
                written = [.. await sets.ReadAsync<Written>()];
            }
            await fence.Commit(CancellationToken.None);
        }
        foreach (var line in written)
        {
            var answer = CheckInAnswer.Of(line.Outcome, line.Body);
            group[line.N].Answer.TrySetResult(answer);
            foreach (var follower in group[line.N].Followers)
            {
                follower.Answer.TrySetResult(answer);
            }
        }
        foreach (var one in group)
        {
            // A line without answer: no such activity.
            one.Answer.TrySetResult(CheckInAnswer.NotExpected);
        }
        foreach (var activity in written.Where(w => w.Outcome == "in").Select(w => group[w.N].Asked.ActivityId).Distinct())
        {
            hub.Tell(ActivityTopic.Of(activity));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A group of {Count} check-ins could not be written; everybody was told to try again")]
    private partial void GroupLost(Exception problem, int count);

    private sealed class Waiting(CheckInAsked asked)
    {
        public CheckInAsked Asked { get; } = asked;

        public TaskCompletionSource<CheckInAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<Waiting> Followers { get; } = [];
    }

    private sealed class Written
    {
        public int N { get; set; }

        public string Outcome { get; set; } = "";

        public byte[]? Body { get; set; }
    }
}

/// <summary>A check-in whose code was proven.</summary>
internal sealed record CheckInAsked(Guid ActivityId, Guid MemberId, KeyedRequest Request, DateTimeOffset At);

/// <summary>What became of a check-in: the JSON of the answer, or why not.</summary>
internal sealed record CheckInAnswer(Refusal? Refusal, byte[]? Body)
{
    public static readonly CheckInAnswer Busy = new(PlatformWebRefusals.Busy, null);
    public static readonly CheckInAnswer KeyReused = new(PlatformWebRefusals.KeyReused, null);
    public static readonly CheckInAnswer NotExpected = new(ActivityRefusals.NotExpected, null);
    private static readonly CheckInAnswer Closed = new(ActivityRefusals.RollNotOpen, null);

    public static CheckInAnswer Of(string outcome, byte[]? body) => outcome switch
    {
        "in" or "again" => new CheckInAnswer(null, body),
        "reused" => KeyReused,
        "closed" => Closed,
        _ => NotExpected,
    };
}

/// <summary>The one statement of a group.</summary>
internal static class CheckInSql
{
    public static readonly string WriteGroup =
        $$"""
        with asked as (
          select * from unnest(@n, @activities, @members, @accounts, @keys, @routes, @hashes, @at) as a(n, activity_id, member_id, account_id, key, route, hash, at)
        ), earlier as (
          {{KeptAnswers.EarlierOf("asked")}}
        ), line as (
          select a.*, t.path, t.name, t.status, t.marked_at, act.state
          from asked a join activity act on act.id = a.activity_id
          left join attendance t on t.activity_id = a.activity_id and t.member_id = a.member_id
          where not exists (select 1 from earlier e where e.n = a.n)
          for share of act -- who closes the roll waits for this group, and the next group sees it closed
        ), marked as (
          update attendance t set status = 'Present', marked_at = l.at, marked_by = 'Code', version = t.version + 1
          from line l
          where t.activity_id = l.activity_id and t.member_id = l.member_id and l.state = 'RollOpen'
            and (t.status is null or t.status not in ('Present', 'PresentOnline'))
          returning t.activity_id, t.member_id, t.path, t.name, t.marked_at
        ), traced as (
          insert into journal (at, path, fact, subject_id, body, member_id, actor_name)
          select marked_at, path, 'MemberCheckedIn', activity_id,
            jsonb_build_object('subjectId', activity_id, 'organisationPath', path, 'memberId', member_id), member_id, name
          from marked
        ), answered as (
          select l.n, l.account_id, l.key, l.route, l.hash, l.at,
            case when l.path is null then 'unknown' when l.state <> 'RollOpen' then 'closed' else 'in' end as outcome,
            convert_to(format('{"activityId":"%s","memberId":"%s","status":"%s","at":"%s"}', l.activity_id, l.member_id,
              case when m.member_id is null then l.status else 'Present' end,
              to_char(coalesce(m.marked_at, l.marked_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8') as body
          from line l left join marked m on m.activity_id = l.activity_id and m.member_id = l.member_id
        ), kept as (
          {{KeptAnswers.Keep("answered where outcome = 'in'")}}
        )
        select n, outcome, body from answered
        union all select n, case when same then 'again' else 'reused' end, body from earlier
        """;

    public static object Values(IReadOnlyList<CheckInAsked> group) => new
    {
        n = Enumerable.Range(0, group.Count).ToArray(),
        activities = group.Select(g => g.ActivityId).ToArray(),
        members = group.Select(g => g.MemberId).ToArray(),
        accounts = group.Select(g => g.Request.AccountId).ToArray(),
        keys = group.Select(g => g.Request.Key).ToArray(),
        routes = group.Select(g => g.Request.Route).ToArray(),
        hashes = group.Select(g => g.Request.BodyHash).ToArray(),
        at = group.Select(g => g.At.UtcDateTime).ToArray(),
    };
}
