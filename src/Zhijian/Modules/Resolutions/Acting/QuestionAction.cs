using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Resolutions.Acting;

/// <summary>Puts questions, carries on their discussion, writes down what was resolved and what became of it.</summary>
internal sealed class QuestionAction(ZhijianDb db, Journal journal, ResolutionsQuery questions, PostHoldersQuery holders, InstitutionTime time)
{
    public async Task<Decision<QuestionPut>> Put(PutQuestionDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(ResolutionActs.Put, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = PutQuestion.Put(draft, actor, time.Now, time.Today, out var question);
        if (question is not null)
        {
            db.Add(question);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<PutQuestionChanged>> Change(Guid id, PutQuestionDraft draft, int seen, Actor actor, CancellationToken cancel) =>
        On(id, ResolutionActs.Put, actor, q => q.Change(draft, time.Today, seen), cancel);

    public Task<Decision<PutQuestionDropped>> Drop(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel) =>
        On(id, ResolutionActs.Put, actor, q => q.Drop(reason, seen), cancel);

    public Task<Decision<QuestionResolved>> Resolve(Guid id, string? chosen, string? resolution, DateOnly? on, int seen, Actor actor,
        CancellationToken cancel) =>
        On(id, ResolutionActs.Put, actor, q => q.Resolve(chosen, resolution, on, time.Today, seen), cancel);

    public Task<Decision<ContributionMade>> Contribute(Guid id, string? words, Actor actor, CancellationToken cancel) =>
        On(id, ResolutionActs.Discuss, actor, question =>
    {
        var decision = question.Contribute(words, actor, time.Now, out var contribution);
        if (contribution is not null)
        {
            db.Add(contribution);
        }
        return decision;
    }, cancel);

    public async Task<Decision<ResolutionTaskGiven>> Give(Guid id, ResolutionTaskDraft draft, Actor actor, CancellationToken cancel)
    {
        await questions.Hold(id, cancel);
        var given = (await questions.Tasks(id, cancel)).Count;
        return await On(id, ResolutionActs.Put, actor, async question =>
        {
            var decision = question.Give(draft, [.. (await holders.Of(question.OrganisationId, cancel)).Select(h => (h.MemberId, h.Name))], given,
                time.Today, out var task);
            if (task is not null)
            {
                db.Add(task);
            }
            return decision;
        }, cancel);
    }

    public async Task<Decision<ResolutionClosed>> Close(Guid id, bool? carriedOut, string? outcome, int seen, Actor actor, CancellationToken cancel)
    {
        await questions.Hold(id, cancel);
        var open = await questions.OpenTasks(id, cancel);
        return await On(id, ResolutionActs.Put, actor, q => q.Close(carriedOut, outcome, open, seen), cancel);
    }

    public async Task<Decision<ResolutionTaskDone>> Finish(Guid id, int seen, Actor actor, CancellationToken cancel) =>
        await questions.Task(id, cancel) is not { } task ? PlatformRefusals.Missing
            : await journal.Record(task.Finish(actor, time.Now, seen), actor, cancel);

    private Task<Decision<TFact>> On<TFact>(Guid id, string act, Actor actor, Func<PutQuestion, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact => On(id, act, actor, q => Task.FromResult(change(q)), cancel);

    private async Task<Decision<TFact>> On<TFact>(Guid id, string act, Actor actor, Func<PutQuestion, Task<Decision<TFact>>> change,
        CancellationToken cancel)
        where TFact : class, IFact =>
        await questions.Of(id, actor, cancel) is not { } question ? PlatformRefusals.Missing
        : actor.May(act, question.Path) ? await journal.Record(await change(question), actor, cancel) : PlatformRefusals.NotYours;
}
