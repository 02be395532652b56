using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Learning.Assigning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Branch;

/// <summary>A branch records that it studied a task together, for everybody who took part at once; takes that back; excuses somebody and asks them again.</summary>
internal sealed class BranchStudyAction(ZhijianDb db, Journal journal, TaskQuery tasks, TaskBook sums, InstitutionTime time)
{
    public async Task<Decision<StudyRecorded>> Record(Guid task, Guid organisation, IReadOnlyCollection<Guid> people, DateOnly? heldOn, string? note, Actor actor, CancellationToken cancel)
    {
        if (await tasks.Seen(task, actor, cancel) is not { } asked)
        {
            return PlatformRefusals.Missing;
        }
        var ticked = people.Take(CollectiveStudy.MostPeople).ToArray();
        var tookPart = await db.Set<LearningAssignment>().Where(a => a.TaskId == task && a.OrganisationId == organisation && ticked.Contains(a.MemberId)).ToListAsync(cancel);
        var path = tookPart.Count > 0 ? tookPart[0].Path : actor.Posts.FirstOrDefault(p => p.OrganisationId == organisation)?.Path;
        if (path is null || !actor.May(LearningActs.Record, path))
        {
            return PlatformRefusals.NotYours;
        }
        var before = tookPart.ToDictionary(a => a.MemberId, a => a.State);
        var decision = CollectiveStudy.Record(asked, organisation, path, tookPart, heldOn, note, actor, time.Now, time.DayOf(asked.IssuedAt), time.Today, out var study);
        if (study is not null)
        {
            db.Add(study);
        }
        return await Counted(decision, task, organisation, tookPart, before, actor, cancel);
    }

    public async Task<Decision<StudyTakenBack>> Undo(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<CollectiveStudy>().FirstOrDefaultAsync(s => s.Id == id, cancel) is not { } study)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(LearningActs.Record, study.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var tookPart = await db.Set<LearningAssignment>().Where(a => a.StudyId == id && a.OrganisationId == study.OrganisationId).ToListAsync(cancel);
        var before = tookPart.ToDictionary(a => a.MemberId, a => a.State);
        return await Counted(study.Undo(tookPart, seen, time.Now), study.TaskId, study.OrganisationId, tookPart, before, actor, cancel);
    }

    public Task<Decision<PersonExcused>> Excuse(Guid task, Guid member, string? reason, Actor actor, CancellationToken cancel) => Of(task, member, actor, a => a.Excuse(reason, actor), cancel);

    public Task<Decision<ExcuseTakenBack>> AskAgain(Guid task, Guid member, Actor actor, CancellationToken cancel) => Of(task, member, actor, a => a.AskAgain(), cancel);

    private async Task<Decision<TFact>> Of<TFact>(Guid task, Guid member, Actor actor, Func<LearningAssignment, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (await db.Set<LearningAssignment>().FirstOrDefaultAsync(a => a.TaskId == task && a.MemberId == member, cancel) is not { } assignment)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(LearningActs.Excuse, assignment.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var before = new Dictionary<Guid, AssignmentState> { [member] = assignment.State };
        return await Counted(change(assignment), task, assignment.OrganisationId, [assignment], before, actor, cancel);
    }

    private async Task<Decision<TFact>> Counted<TFact>(Decision<TFact> decision, Guid task, Guid organisation, List<LearningAssignment> of, Dictionary<Guid, AssignmentState> before, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        var recorded = await journal.Record(decision, actor, cancel);
        if (recorded.Fact is not null)
        {
            await sums.Shift(task, organisation, of.Select(a => (before[a.MemberId], a.State)), cancel);
        }
        return recorded;
    }
}
