using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>Begins questions for the open space's own organisation, changes and retires them, begins their next edition.</summary>
internal sealed class WriteQuestionAction(ZhijianDb db, Fence fence, Journal journal, BankQuery bank, TimeProvider clock)
{
    public async Task<Decision<QuestionDrafted>> Begin(WrittenQuestion written, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(QuestionActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = BankQuestion.Draft(written, space.OrganisationId, space.OrganisationName, space.Path, actor, clock.GetUtcNow(), out var question);
        if (question is not null)
        {
            db.Add(question);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<QuestionChanged>> Change(Guid id, WrittenQuestion written, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, q => q.Change(written, seen), cancel);

    public Task<Decision<QuestionRevised>> Revise(Guid id, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, q => q.Revise(seen), cancel);

    public async Task<Decision<QuestionRetired>> Retire(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = await Own(id, actor, q => q.Retire(reason, seen), cancel);
        if (decision.Fact is not null)
        {
            await fence.Run("update question_edition set state = 'Withdrawn' where question_id = @id and state = 'Current'", new { id }, cancel);
        }
        return decision;
    }

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<BankQuestion, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact =>
        await bank.Of(id, actor, cancel) is not { } question ? PlatformRefusals.Missing
        : BankQuery.MayWrite(question, actor) ? await journal.Record(change(question), actor, cancel) : PlatformRefusals.NotYours;
}
