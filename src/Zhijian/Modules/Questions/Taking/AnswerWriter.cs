using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>
/// Keeps what was marked at single questions, as often as it changes: the answers that many give at the same time are written in groups, in three round trips whatever their number.
/// </summary>
internal sealed class AnswerWriter(FencedPools pools, InstitutionTime time, ILogger<AnswerWriter> log) : GroupWriter<AnswerAsked, AnswerTold>(log)
{
    protected override AnswerTold Refused(Refusal refusal) => AnswerTold.Unheard(refusal);

    protected override async Task<IReadOnlyList<AnswerTold>> WriteGroup(IReadOnlyList<AnswerAsked> group)
    {
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.Answers);
        var (earlier, copies) = await Lookup(fence, group);
        var told = new AnswerTold[group.Count];
        List<AnswerAsked> taken = [];
        for (var i = 0; i < group.Count; i++)
        {
            var asked = group[i];
            if (earlier.TryGetValue(i + 1, out var given))
            {
                told[i] = AnswerTold.Again(given, asked.Request);
            }
            else if ((copies.TryGetValue(i + 1, out var copy) ? copy.WhyNot(asked) : PlatformRefusals.Missing) is { } refusal)
            {
                told[i] = AnswerTold.Not(refusal);
            }
            else
            {
                taken.Add(asked);
                told[i] = AnswerTold.Given(asked.Answer);
            }
        }
        if (taken.Count > 0)
        {
            await fence.Run(AnswerSql.Write, AnswerSql.Written(taken, time.Now), CancellationToken.None);
            await KeptAnswers.KeepAndCommit(fence, [.. taken.Select(t => (t.Request, t.Answer))], time.Now, CancellationToken.None);
        }
        return told;
    }

    /// <summary>For each of the group, by its place from 1: the answer its key was given before, and how its copy stands; without a copy where it is gone or not theirs.</summary>
    private static async Task<(IReadOnlyDictionary<int, KeptAnswer> Earlier, IReadOnlyDictionary<int, CopyNow> Copies)> Lookup(Fence fence, IReadOnlyList<AnswerAsked> group)
    {
        using var sets = await fence.Sets($"{TreeLock.Shared};\n{KeptAnswers.FindMany};\n{AnswerSql.Copies}", AnswerSql.Asked(group), CancellationToken.None);
        await sets.ReadAsync();
        var earlier = await KeptAnswers.ReadMany(sets);
        return (earlier, (await sets.ReadAsync<CopyNow>()).ToDictionary(c => c.N));
    }
}

/// <summary>An answer to be kept.</summary>
/// <param name="Answer">What its sender is told when it is kept.</param>
/// <param name="At">When it came in: whoever answered before the closing hour does not lose it to a queue.</param>
internal sealed record AnswerAsked(MarkedAnswer Marked, Actor Actor, KeyedRequest Request, KeptAnswer Answer, DateTimeOffset At) : IAsked;

/// <summary>What became of an answer: it was kept, now or by an earlier request with its key, or the paper does not take it, or the request was not heard at all.</summary>
/// <param name="IsUnheard">The refusal is about the request: its key was used for something else, or too many wait.</param>
internal sealed record AnswerTold(KeptAnswer? Answer, Refusal? Refusal, bool IsAgain, bool IsUnheard)
{
    public static AnswerTold Given(KeptAnswer answer) => new(answer, null, IsAgain: false, IsUnheard: false);

    public static AnswerTold Not(Refusal refusal) => new(null, refusal, IsAgain: false, IsUnheard: false);

    public static AnswerTold Unheard(Refusal refusal) => new(null, refusal, IsAgain: false, IsUnheard: true);

    /// <summary>What the same key was told before.</summary>
    public static AnswerTold Again(KeptAnswer earlier, KeyedRequest request) => earlier.IsFor(request) ? new(earlier, null, IsAgain: true, IsUnheard: false) : Unheard(PlatformWebRefusals.KeyReused);
}

/// <summary>A copy and its paper at the moment of writing.</summary>
internal sealed class CopyNow
{
    /// <summary>Which of the group asked for it, from 1.</summary>
    public int N { get; set; }

    public AttemptState State { get; set; }

    public PaperState PaperState { get; set; }

    public DateTimeOffset? OpensAt { get; set; }

    public DateTimeOffset? ClosesAt { get; set; }

    /// <summary>How many of its questions have an answer; counted only once it is closed, when it is told.</summary>
    public int Kept { get; set; }

    /// <summary>Why the answer isn't taken; null where it is.</summary>
    public Refusal? WhyNot(AnswerAsked asked) =>
        State == AttemptState.HandedIn ? PaperRefusals.HandedInAlready
        : Paper.WhyNotAnswer(PaperState, OpensAt, ClosesAt, asked.At) is { } refusal ? refusal == PaperRefusals.Closed ? refusal.With(Kept, asked.Marked.Of) : refusal
        : asked.Marked.Fits ? null : PlatformRefusals.NotReadable;
}

/// <summary>The statements of a group.</summary>
internal static class AnswerSql
{
    /// <summary>How the copies stand. Locked, so that whoever hands one in or erases it waits for this group, and the next group sees it.</summary>
    public const string Copies =
        """
        select a.n::int as N, t.state, p.state as PaperState, p.opens_at as OpensAt, p.closes_at as ClosesAt,
          case when p.closes_at <= a.at then (select count(*)::int from paper_answer k where k.attempt_id = t.id and k.marked is not null) else 0 end as Kept
        from unnest(@attempts, @members, @at) with ordinality as a(attempt_id, member_id, at, n)
        join paper_attempt t on t.id = a.attempt_id and t.member_id = a.member_id join paper p on p.id = t.paper_id
        for share of t
        """;

    public const string Write =
        """
        insert into paper_answer (attempt_id, place, member_id, question_id, number, marked)
        select * from unnest(@attempts, @places, @members, @questions, @numbers, @marked)
        on conflict (attempt_id, place) do update set marked = excluded.marked;
        insert into journal (at, path, fact, subject_id, body, member_id, actor_name, post)
        select @now, e.path, e.fact, e.subject_id, e.body::jsonb, e.member_id, e.actor_name, e.post
        from unnest(@paths, @facts, @subjects, @bodies, @actors, @names, @posts) as e(path, fact, subject_id, body, member_id, actor_name, post)
        """;

    public static object Asked(IReadOnlyList<AnswerAsked> group) => new
    {
        accounts = group.Select(g => g.Request.AccountId).ToArray(),
        keys = group.Select(g => g.Request.Key).ToArray(),
        attempts = group.Select(g => g.Marked.AttemptId).ToArray(),
        members = group.Select(g => g.Actor.MemberId).ToArray(),
        at = group.Select(g => g.At.UtcDateTime).ToArray(),
    };

    /// <summary>Of several answers to one question the last is kept; the trace has a line for each. Always in the same order, so that groups of two servers don't wait for each other.</summary>
    public static object Written(IReadOnlyList<AnswerAsked> taken, DateTimeOffset now)
    {
        var last = taken.GroupBy(t => (t.Marked.AttemptId, t.Marked.Place)).Select(g => g.Last()).OrderBy(t => t.Marked.AttemptId).ThenBy(t => t.Marked.Place).ToList();
        var lines = taken.Select(t => Journal.Entry(new OwnPaperWritten(t.Actor.MemberId, t.Actor.HomePath), t.Actor, now)).ToList();
        return new
        {
            attempts = last.Select(t => t.Marked.AttemptId).ToArray(),
            places = last.Select(t => t.Marked.Place).ToArray(),
            members = last.Select(t => t.Actor.MemberId).ToArray(),
            questions = last.Select(t => t.Marked.Edition.QuestionId).ToArray(),
            numbers = last.Select(t => t.Marked.Edition.Number).ToArray(),
            marked = last.Select(t => t.Marked.Sheet.IsBlank ? null : QuestionJson.Write(t.Marked.Sheet)).ToArray(),
            now = now.UtcDateTime,
            paths = lines.Select(l => l.Path).ToArray(),
            facts = lines.Select(l => l.Fact).ToArray(),
            subjects = lines.Select(l => l.SubjectId).ToArray(),
            bodies = lines.Select(l => l.Body).ToArray(),
            actors = lines.Select(l => l.MemberId).ToArray(),
            names = lines.Select(l => l.ActorName).ToArray(),
            posts = lines.Select(l => l.Post).ToArray(),
        };
    }
}
