using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Resolutions;

/// <summary>Finds questions, their discussion and their tasks. The only place that speaks with these tables.</summary>
internal sealed class ResolutionsQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>So much of a discussion is on one page.</summary>
    public const int ContributionsAtOnce = 50;

    /// <summary>A question of one's own scope; null where there is none.</summary>
    public async Task<PutQuestion?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<PutQuestion>().FirstOrDefaultAsync(q => q.Id == id, cancel) is { } question && actor.May(ResolutionActs.See, question.Path)
            ? question : null;

    /// <summary>Questions of the own scope, last put first; those of one state only where it is named.</summary>
    public async Task<Listing<PutQuestionRow>> List(Actor actor, PutQuestionState? state, string? after, int size, CancellationToken cancel)
    {
        // Somebody may see more of an organisation below than its committee's questions: only where a post says so are they listed.
        var posts = actor.Posts.SelectMany(p => p.Grants.Where(g => g.Act == ResolutionActs.See).Select(g => (p.Path, IsOwn: g.Reach == Reach.Own))).ToList();
        var (own, under) = (posts.Where(p => p.IsOwn).Select(p => p.Path).ToArray(), posts.Where(p => !p.IsOwn).Select(p => p.Path).ToArray());
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<PutQuestionRow>(
            $"""
            select q.id, q.title, q.organisation_name as OrganisationName, q.decide_on as DecideOn, q.state, q.resolved_on as ResolvedOn, q.carried_out as CarriedOut,
              (select count(*)::int from resolution_task t where t.question_id = q.id and t.done_at is null) as OpenTasks
            from put_question q where (q.path = any(@own) or exists (select 1 from unnest(@under::text[]) as place(path) where starts_with(q.path, place.path)))
              and (@state::text is null or q.state = @state) and (@from::uuid is null or q.id < @from) order by q.id desc limit {size + 1}
            """, new { own, under, state = state?.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>The discussion of a question, as it was spoken.</summary>
    public async Task<Listing<Contribution>> Discussion(Guid question, string? after, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : Guid.Empty;
        var rows = await db.Set<Contribution>().FromSql($"select * from question_contribution where question_id = {question} and id > {from} order by id limit {ContributionsAtOnce + 1}").AsNoTracking().ToListAsync(cancel);
        return Listing.Of(rows, ContributionsAtOnce, c => Cursor.Of(c.Id));
    }

    /// <summary>The tasks of a resolution, in the order of giving.</summary>
    public Task<List<ResolutionTask>> Tasks(Guid question, CancellationToken cancel) =>
        db.Set<ResolutionTask>().AsNoTracking().Where(t => t.QuestionId == question).OrderBy(t =>
            t.Id).Take(PutQuestion.MostTasks).ToListAsync(cancel);

    /// <summary>A task within the viewer's sight: of their scope, or their own.</summary>
    public Task<ResolutionTask?> Task(Guid id, CancellationToken cancel) => db.Set<ResolutionTask>().FirstOrDefaultAsync(t => t.Id == id, cancel);

    public Task<int> OpenTasks(Guid question, CancellationToken cancel) =>
        db.Set<ResolutionTask>().CountAsync(t => t.QuestionId == question && t.DoneAt == null, cancel);

    /// <summary>Holds the question, so that two who give tasks or close it at once come one after the other.</summary>
    public Task Hold(Guid question, CancellationToken cancel) => fence.Run("select 1 from put_question where id = @question for update",
        new { question }, cancel);
}

/// <summary>A question in the list.</summary>
internal sealed class PutQuestionRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public DateOnly DecideOn { get; set; }

    public PutQuestionState State { get; set; }

    public DateOnly? ResolvedOn { get; set; }

    public bool? CarriedOut { get; set; }

    /// <summary>Tasks that are not done.</summary>
    public int OpenTasks { get; set; }
}
