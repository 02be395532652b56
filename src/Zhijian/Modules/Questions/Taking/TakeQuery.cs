using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>Papers as those who take them see them, and their own copies.</summary>
internal sealed class TakeQuery(ZhijianDb db, Fence fence)
{
    /// <summary>Of <c>paper p</c>: it takes answers, unless it opens later.</summary>
    internal const string IsOpen = "p.state = 'Open' and (p.closes_at is null or p.closes_at > @now)";

    /// <summary>Of <c>paper p</c>: it is meant for people such as <c>@member</c>.</summary>
    internal const string IsMeant = "(p.kinds = array[]::text[] or exists (select 1 from member m where m.id = @member and m.category = any(p.kinds)))";

    private const int MostListed = 100;

    /// <summary>What a person can take or took, what is open first.</summary>
    public Task<List<TakenRow>> Mine(Actor actor, DateTimeOffset now, CancellationToken cancel) =>
        fence.Rows<TakenRow>(
            $"""
            select p.id, p.title, p.organisation_name as OrganisationName, p.questions, p.state, p.is_required as IsRequired, p.attempts, p.opens_at as OpensAt, p.closes_at as ClosesAt,
              coalesce(r.handed_in, 0) as HandedIn, coalesce(r.is_passed, false) as IsPassed,
              t.id as Running, (select count(*)::int from paper_answer a where a.attempt_id = t.id and a.marked is not null) as Answered
            from paper p left join paper_result r on r.paper_id = p.id and r.member_id = @member
            left join paper_attempt t on t.paper_id = p.id and t.member_id = @member and t.state = 'Running'
            where starts_with(@home, p.path) and p.state <> 'Draft' and (r.member_id is not null or t.id is not null or ({IsOpen} and {IsMeant}))
            order by ({IsOpen}) desc, p.id desc limit {MostListed}
            """, new { member = actor.MemberId, home = actor.HomePath, now }, cancel);

    /// <summary>A paper that this person's branch or one above it opened; null where there is none.</summary>
    public async Task<Paper?> Paper(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<Paper>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.State != PaperState.Draft, cancel) is { } paper && actor.HomePath.StartsWith(paper.Path, StringComparison.Ordinal) ? paper : null;

    /// <summary>The kind of member somebody is today; empty for who is none.</summary>
    public async Task<string> KindOf(Actor actor, CancellationToken cancel) => await fence.Row<string>("select category from member where id = @id and left_on is null", new { id = actor.MemberId }, cancel) ?? "";

    /// <summary>A person's own copies of a paper, newest first.</summary>
    public Task<List<PaperAttempt>> Attempts(Guid paper, Actor actor, CancellationToken cancel) =>
        db.Set<PaperAttempt>().AsNoTracking().Where(a => a.PaperId == paper && a.MemberId == actor.MemberId).OrderByDescending(a => a.Number).ToListAsync(cancel);

    /// <summary>A person's own copy with its paper, questions and what they marked; null where it is nobody's or somebody else's.</summary>
    public async Task<OpenAttempt?> Of(Guid id, Actor actor, bool tracked, CancellationToken cancel) =>
        await Own(id, actor, tracked, cancel) is { } attempt ? await Whole(attempt, tracked, cancel) : null;

    /// <summary>One question of a person's own copy; null where there is none at this place, or the copy is nobody's or somebody else's.</summary>
    public async Task<QuestionEdition?> At(Guid id, int place, Actor actor, CancellationToken cancel) =>
        await Own(id, actor, tracked: false, cancel) is { } attempt && attempt.Questions.ElementAtOrDefault(place - 1) is { } drawn ? (await Editions([drawn], cancel))[drawn.QuestionId] : null;

    private async Task<PaperAttempt?> Own(Guid id, Actor actor, bool tracked, CancellationToken cancel)
    {
        var attempts = tracked ? db.Set<PaperAttempt>().FromSql($"select * from paper_attempt where id = {id} for update") : db.Set<PaperAttempt>().AsNoTracking().Where(a => a.Id == id);
        return (await attempts.ToListAsync(cancel)).FirstOrDefault() is { } attempt && attempt.MemberId == actor.MemberId && actor.MemberId != Guid.Empty ? attempt : null;
    }

    /// <summary>The rest of a copy that was just read.</summary>
    public async Task<OpenAttempt> Whole(PaperAttempt attempt, bool tracked, CancellationToken cancel)
    {
        fence.Admit(attempt.PaperId);
        var paper = await db.Set<Paper>().AsNoTracking().FirstAsync(p => p.Id == attempt.PaperId, cancel);
        var answers = tracked ? db.Set<PaperAnswer>() : db.Set<PaperAnswer>().AsNoTracking();
        return new OpenAttempt(attempt, paper, await Editions(attempt.Questions, cancel), await answers.Where(a => a.AttemptId == attempt.Id).ToDictionaryAsync(a => a.Place, cancel));
    }

    private async Task<IReadOnlyDictionary<Guid, QuestionEdition>> Editions(IReadOnlyList<DrawnQuestion> drawn, CancellationToken cancel)
    {
        var ids = drawn.Select(d => d.QuestionId).ToArray();
        Task<List<QuestionEdition>> Read() => db.Set<QuestionEdition>().AsNoTracking().Where(e => ids.Contains(e.QuestionId)).ToListAsync(cancel);
        var found = await Read();
        if (drawn.Any(d => !found.Exists(e => e.QuestionId == d.QuestionId && e.Number == d.Number)))
        {
            // The person moved elsewhere: their copy still points at its questions.
            fence.Admit(ids);
            found = await Read();
        }
        return drawn.ToDictionary(d => d.QuestionId, d => found.First(e => e.QuestionId == d.QuestionId && e.Number == d.Number));
    }
}

/// <summary>A paper in a person's own list.</summary>
internal sealed class TakenRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public int Questions { get; set; }

    public PaperState State { get; set; }

    public bool IsRequired { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? OpensAt { get; set; }

    public DateTimeOffset? ClosesAt { get; set; }

    public int HandedIn { get; set; }

    public bool IsPassed { get; set; }

    public Guid? Running { get; set; }

    public int Answered { get; set; }
}

/// <summary>A copy as its owner has it open.</summary>
/// <param name="Answers">By place, from 1.</param>
public sealed record OpenAttempt(PaperAttempt Attempt, Paper Paper, IReadOnlyDictionary<Guid, QuestionEdition> Editions, IReadOnlyDictionary<int, PaperAnswer> Answers)
{
    public QuestionEdition At(int place) => Editions[Attempt.Questions[place - 1].QuestionId];

    public AnswerSheet? Sheet(int place) => Answers.GetValueOrDefault(place)?.Sheet;

    public Arrangement Shown(int place) => Attempt.Shown(place, At(place).Content, Paper.ShufflesOptions);

    /// <summary>Whether everything that can be marked at this place is.</summary>
    public bool IsAnswered(int place) => AnswerSheet.Controls(At(place).Content, Shown(place)) is 0 || Sheet(place)?.IsWhole(At(place).Content, Shown(place)) == true;

    public IEnumerable<int> Places => Enumerable.Range(1, Attempt.Questions.Count);
}
