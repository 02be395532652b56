using Zhijian.Modules.Activities;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Questions;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Planning;

/// <summary>Plans a class of the open space's organisation, gives it lessons, cancels it.</summary>
internal sealed class PlanClassAction(ZhijianDb db, Journal journal, TrainingQuery training, LessonChoicesQuery choices, InstitutionTime time)
{
    public async Task<Decision<TrainingPlanned>> Plan(TrainingDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(TrainingActs.Hold, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = TrainingClass.Plan(draft, space.OrganisationId, space.OrganisationName, space.Path, actor, time.Now, time.Today, out var planned);
        if (planned is not null)
        {
            db.Add(planned);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<TrainingLessonsChanged>> Add(Guid id, string? lesson, int seen, Actor actor, CancellationToken cancel) =>
        await training.Held(id, actor, cancel) is not { } held ? PlatformRefusals.Missing
            : await journal.Record(held.Add((await choices.Of(held.Path, cancel)).FirstOrDefault(l => LessonChoicesQuery.Named(l) == lesson), seen), actor, cancel);

    public async Task<Decision<TrainingLessonsChanged>> TakeOut(Guid id, Guid lesson, int seen, Actor actor, CancellationToken cancel) =>
        await training.Held(id, actor, cancel) is not { } held ? PlatformRefusals.Missing : await journal.Record(held.TakeOut(lesson, seen), actor, cancel);

    public async Task<Decision<TrainingCancelled>> Cancel(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel) =>
        await training.Held(id, actor, cancel) is not { } held ? PlatformRefusals.Missing : await journal.Record(held.Cancel(reason, seen), actor, cancel);
}

/// <summary>What can be made a lesson: the organisation's activities, and tasks and papers that reach it.</summary>
internal sealed class LessonChoicesQuery(ServingQuery activities, StudiedQuery tasks, PassedQuery papers)
{
    public async Task<List<TrainingLesson>> Of(string path, CancellationToken cancel) =>
    [
        .. (await activities.Open(path, cancel)).Select(a => new TrainingLesson(LessonKind.Activity, a.Id, a.Title)),
        .. (await tasks.Open(path, cancel)).Select(t => new TrainingLesson(LessonKind.Task, t.Id, t.Title)),
        .. (await papers.Open(path, cancel)).Select(p => new TrainingLesson(LessonKind.Paper, p.Id, p.Title)),
    ];

    /// <summary>How a choice stands in a form.</summary>
    public static string Named(TrainingLesson lesson) => $"{lesson.Kind}:{lesson.Id}";
}
