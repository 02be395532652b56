using Zhijian.Modules.Activities.Notices;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>Writes check-ins of a burst in groups.</summary>
internal sealed class CheckInWriter(FencedPools pools, LiveHub hub, ILogger<CheckInWriter> log) : GroupWriter<CheckInAsked, CheckInAnswer>(log)
{
    protected override CheckInAnswer Refused(Refusal refusal) => new(refusal, null);

    protected override async Task<IReadOnlyList<CheckInAnswer>> WriteGroup(IReadOnlyList<CheckInAsked> group)
    {
        await using var fence = new Fence(pools);
        List<Written> written;
        using (fence.As(SystemActors.CheckIns))
        {
            using (var sets = await fence.Sets($"{TreeLock.Shared};\n{CheckInSql.WriteGroup}", CheckInSql.Values(group), CancellationToken.None))
            {
                await sets.ReadAsync();
                written = [.. await sets.ReadAsync<Written>()];
            }
            await fence.Commit(CancellationToken.None);
        }
        // A line without answer: no such activity.
        var answers = Enumerable.Repeat(CheckInAnswer.NotExpected, group.Count).ToArray();
        foreach (var line in written)
        {
            answers[line.N] = CheckInAnswer.Of(line.Outcome, line.Body);
        }
        foreach (var activity in written.Where(w => w.Outcome == "in").Select(w => group[w.N].ActivityId).Distinct())
        {
            hub.Tell(ActivityTopic.Of(activity));
        }
        return answers;
    }

    private sealed class Written
    {
        public int N { get; set; }

        public string Outcome { get; set; } = "";

        public byte[]? Body { get; set; }
    }
}

/// <summary>A check-in whose code was proven.</summary>
internal sealed record CheckInAsked(Guid ActivityId, Guid MemberId, KeyedRequest Request, DateTimeOffset At) : IAsked;

/// <summary>What became of a check-in: the JSON of the answer, or why not.</summary>
internal sealed record CheckInAnswer(Refusal? Refusal, byte[]? Body)
{
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
