using Zhijian.Modules.Costs;
using Zhijian.Modules.Questions.Afterwards;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>Sets papers for the open space's own organisation and those below it.</summary>
[AsksMany]
internal sealed class SetPaperAction(ZhijianDb db, Journal journal, PaperQuery papers, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time, TimeProvider clock)
{
    public async Task<Decision<PaperDrafted>> Begin(PaperDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(PaperActs.Set, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = Paper.Draft(draft, space.OrganisationId, space.OrganisationName, space.Path, actor, clock.GetUtcNow(), out var paper);
        if (paper is not null)
        {
            db.Add(paper);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<PaperChanged>> Change(Guid id, PaperDraft draft, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, p => Task.FromResult(p.Change(draft, seen)), cancel);

    /// <summary>Puts a question into every copy, or takes it out again.</summary>
    public Task<Decision<PaperChanged>> Pick(Guid id, Guid question, decimal? mark, bool takesOut, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, async paper =>
    {
        var plan = paper.Plan;
        List<FixedQuestion> rest = [.. plan.Fixed.Where(f => f.QuestionId != question)];
        if (takesOut && rest.Count == plan.Fixed.Count)
        {
            return PlatformRefusals.Missing;
        }
        if (!takesOut)
        {
            if (mark is not > 0 || !(await papers.Named(paper.Path, [question], cancel)).ContainsKey(question))
            {
                return PaperRefusals.BadQuestion.With(rest.Count + 1);
            }
            rest.Add(new FixedQuestion(question, mark.Value));
        }
        return paper.Pick(plan with { Fixed = rest }, seen);
    }, cancel);

    /// <summary>What opening it asks of those it is for; null where nobody has to take it.</summary>
    public async Task<MessageCost?> Cost(Paper paper, CancellationToken cancel) => paper.IsRequired ? await costs.Of(TurnoutQuery.Audience(paper), Minutes(paper), cancel) : null;

    public Task<Decision<PaperOpened>> Open(Guid id, int seen, bool costSeen, Actor actor, CancellationToken cancel) => Own(id, actor, async paper =>
    {
        var decision = paper.Open(await papers.Pool(paper.Plan, paper.Path, cancel), seen, clock.GetUtcNow());
        return decision.Fact is not null && paper.IsRequired && await costs.WhyNot(TurnoutQuery.Audience(paper), Minutes(paper), costSeen, cancel) is { } unseen ? unseen : decision;
    }, cancel);

    public Task<Decision<PaperWithdrawn>> Withdraw(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, p => Task.FromResult(p.Withdraw(reason, seen)), cancel);

    private int Minutes(Paper paper) => rulebook.On(time.Today).Costs.MinutesOf(AskedTask.PaperQuestion, paper.Plan.Count);

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<Paper, Task<Decision<TFact>>> change, CancellationToken cancel)
        where TFact : class, IFact =>
        await papers.Of(id, actor, cancel) is not { } paper ? PlatformRefusals.Missing
        : PaperQuery.MaySet(paper, actor) ? await journal.Record(await change(paper), actor, cancel) : PlatformRefusals.NotYours;
}
