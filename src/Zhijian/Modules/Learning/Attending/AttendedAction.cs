using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Attending;

/// <summary>
/// Those who were at an activity have studied the tasks that it serves, once its record is filed; when the record leaves the files again they are asked again.
/// It is a study of each branch like one that the branch records itself, so units, sums and points follow in the same way.
/// </summary>
internal sealed class AttendedAction(ZhijianDb db, Fence fence, Journal journal, TaskBook sums, ServingQuery activities, InstitutionTime time)
{
    /// <summary>Makes what was studied agree with the activity's record as it stands now; asked twice it changes nothing.</summary>
    public async Task Settle(Guid activity, Actor actor, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Learning);
        var studies = await db.Set<CollectiveStudy>().Where(s => s.ActivityId == activity && s.UndoneAt == null).OrderBy(s => s.Id).ToListAsync(cancel);
        if (await activities.Filed(activity, cancel) is { } roll)
        {
            await Record(roll, [.. studies.Select(s => s.TaskId)], actor, cancel);
        }
        else if (studies.Count > 0)
        {
            await TakeBack(studies, actor, cancel);
        }
    }

    private async Task Record(FiledRoll roll, List<Guid> recorded, Actor actor, CancellationToken cancel)
    {
        var named = await db.Set<LearningTask>().AsNoTracking().Where(t => t.State == LearningTaskState.Open && (t.Id == roll.ServesTask || t.ActivityId == roll.Id)).OrderBy(t => t.Id).ToListAsync(cancel);
        var tasks = named.Where(t => t.IsStudiedAt(roll) && !recorded.Contains(t.Id)).ToDictionary(t => t.Id);
        if (tasks.Count == 0)
        {
            return;
        }
        var asked = await db.Set<LearningAssignment>().Where(a => tasks.Keys.Contains(a.TaskId) && roll.Present.Contains(a.MemberId)).OrderBy(a => a.TaskId).ThenBy(a => a.Path).ToListAsync(cancel);
        var steps = new List<SumStep>();
        foreach (var branch in asked.GroupBy(a => (a.TaskId, a.OrganisationId)))
        {
            List<LearningAssignment> tookPart = [.. branch];
            var (task, before) = (tasks[branch.Key.TaskId], tookPart.ToDictionary(a => a.MemberId, a => a.State));
            var decision = CollectiveStudy.Record(task, branch.Key.OrganisationId, tookPart[0].Path, tookPart, roll.HeldOn, roll.Title, actor, time.Now, time.DayOf(task.IssuedAt), time.Today, out var study, roll.Id);
            // All were through with it already, or the activity was held before the task was issued.
            if (decision.Fact is not { } fact)
            {
                continue;
            }
            db.Add(study!);
            await journal.Also(fact, actor, cancel);
            steps.AddRange(tookPart.Select(a => new SumStep(a.TaskId, a.OrganisationId, before[a.MemberId], a.State)));
        }
        await sums.Shift(steps, cancel);
    }

    private async Task TakeBack(List<CollectiveStudy> studies, Actor actor, CancellationToken cancel)
    {
        var ids = studies.Select(s => (Guid?)s.Id).ToList();
        var asked = (await db.Set<LearningAssignment>().Where(a => ids.Contains(a.StudyId)).ToListAsync(cancel)).ToLookup(a => a.StudyId!.Value);
        var steps = new List<SumStep>();
        foreach (var study in studies)
        {
            List<LearningAssignment> tookPart = [.. asked[study.Id]];
            var before = tookPart.ToDictionary(a => a.MemberId, a => a.State);
            // A withdrawn task keeps what was studied.
            if (study.Undo(tookPart, study.Version, time.Now, byRecord: true).Fact is { } fact)
            {
                await journal.Also(fact, actor, cancel);
                steps.AddRange(tookPart.Select(a => new SumStep(a.TaskId, a.OrganisationId, before[a.MemberId], a.State)));
            }
        }
        await sums.Shift(steps, cancel);
    }
}

/// <summary>A record is filed, or left the files: those who were there have studied what it serves, or are asked again. An addendum corrects its text; the roll is closed with the record.</summary>
internal sealed class StudyWhenRecordFiled(AttendedAction attended) : IWhen<RecordFiled>, IWhen<RecordUnfiled>
{
    public Task Handle(RecordFiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => attended.Settle(fact.SubjectId, actor, cancel);

    public Task Handle(RecordUnfiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => attended.Settle(fact.SubjectId, actor, cancel);
}
