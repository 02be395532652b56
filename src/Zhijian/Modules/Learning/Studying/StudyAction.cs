using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Studying;

/// <summary>A person says that they studied a task, or takes it back: on their own word, about themselves only.</summary>
internal sealed class StudyAction(ZhijianDb db, Journal journal, TaskBook sums, InstitutionTime time)
{
    public Task<Decision<ItemStudied>> Studied(Guid task, Actor actor, CancellationToken cancel) => Change(task, actor, a => a.Studied(time.Today), cancel);

    public Task<Decision<StudiedTakenBack>> TakeBack(Guid task, Actor actor, CancellationToken cancel) => Change(task, actor, a => a.TakeBack(), cancel);

    private async Task<Decision<TFact>> Change<TFact>(Guid task, Actor actor, Func<LearningAssignment, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (actor.MemberId == Guid.Empty || await db.Set<LearningAssignment>().FirstOrDefaultAsync(a => a.TaskId == task && a.MemberId == actor.MemberId, cancel) is not { } assignment)
        {
            return PlatformRefusals.Missing;
        }
        var before = assignment.State;
        var decision = await journal.Record(change(assignment), actor, cancel);
        if (decision.Fact is not null)
        {
            await sums.Shift(task, assignment.OrganisationId, [(before, assignment.State)], cancel);
        }
        return decision;
    }
}
