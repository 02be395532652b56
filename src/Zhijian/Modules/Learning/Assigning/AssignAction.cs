using Dapper;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Assigning;

/// <summary>Issues tasks of the open space's own organisation to those below, gives them another date, withdraws them, takes in who came later.</summary>
[AsksMany]
internal sealed class AssignAction(
    ZhijianDb db, Fence fence, Journal journal, TaskQuery tasks, ReachQuery reach, TaskBook sums, ServingQuery activities, TraceBook traces, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>What a task of so many units would ask of those whom it reaches.</summary>
    public Task<MessageCost> Cost(string path, IReadOnlyCollection<string> kinds, int units, CancellationToken cancel) => costs.Of(reach.Audience(path, kinds), Minutes(units), cancel);

    /// <summary>What it would ask of those who came since.</summary>
    public Task<MessageCost> CostOfNewcomers(LearningTask task, CancellationToken cancel) => costs.Of(reach.Newcomers(task), Minutes(task.Units), cancel);

    /// <param name="seen">How many people the issuer was told it reaches.</param>
    /// <param name="costSeen">Whether they said that they have seen what it costs.</param>
    public async Task<Decision<LearningTaskIssued>> Issue(Guid item, TaskDraft draft, int seen, bool costSeen, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(LearningActs.Assign, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (draft.At?.ActivityId is { } at)
        {
            if (await activities.One(at, space.Path, cancel) is not { } activity)
            {
                return LearningRefusals.ActivityNotOpen.At("Form.At");
            }
            draft = draft with { At = new AttendedAt(activity.Kind, activity.Id, activity.Title) };
        }
        var edition = await db.Set<LibraryEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.ItemId == item && e.State == EditionState.Current, cancel);
        var reached = (await reach.Of(space.Path, TaskReach.Of(draft.Kinds), cancel)).People;
        var decision = LearningTask.Issue(draft, edition, space.OrganisationId, space.OrganisationName, space.Path, reached, seen, actor, time.Now, time.Today, out var task);
        if (task is null)
        {
            return decision;
        }
        if (await costs.WhyNot(reach.Audience(task.Path, task.Kinds), Minutes(task.Units), costSeen, cancel) is { } refusal)
        {
            return refusal;
        }
        db.Add(task);
        var recorded = await journal.Record(decision, actor, cancel);
        await Spread(task, cancel);
        await sums.Recount([task.Id], cancel);
        await traces.Filed(new Figures.FiledRecord(task.Id, task.Id, CountedKind.LearningTask, time.DayOf(task.IssuedAt), task.IssuedAt, [new Party(task.OrganisationId, task.Path)]) { Title = task.Title }, cancel);
        return recorded;
    }

    /// <summary>Those who are asked follow at once: their date, and whether they are in time.</summary>
    public async Task<Decision<LearningTaskPostponed>> Postpone(Guid id, DateOnly? dueOn, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = await Own(id, actor, task => task.Postpone(dueOn, reason, seen, time.Today), cancel);
        if (decision.Fact is { } fact)
        {
            await fence.Run("update learning_assignment set due_on = @To, version = version + 1 where task_id = @id", new { id, fact.To }, cancel);
            await sums.Recount([id], cancel);
        }
        return decision;
    }

    /// <summary>What was studied stays with those who did; nobody else is asked any more.</summary>
    public async Task<Decision<LearningTaskWithdrawn>> Withdraw(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = await Own(id, actor, task => task.Withdraw(reason, seen), cancel);
        if (decision.Fact is not null)
        {
            // All rows are locked before any is taken away, so that a step on its way is waited for.
            await fence.Run("update learning_assignment set closed = true, version = version + 1 where task_id = @id; delete from learning_assignment where task_id = @id and done_on is null", new { id }, cancel);
            await sums.Recount([id], cancel);
            await traces.TakenBack(id, time.Now, cancel);
        }
        return decision;
    }

    public async Task<Decision<LearningTaskExtended>> Extend(Guid id, int seen, bool costSeen, Actor actor, CancellationToken cancel)
    {
        if (await tasks.Own(id, actor, cancel) is not { } task)
        {
            return PlatformRefusals.Missing;
        }
        if ((task.WhyNotChange() ?? await costs.WhyNot(reach.Newcomers(task), Minutes(task.Units), costSeen, cancel)) is { } refusal)
        {
            return refusal;
        }
        var came = await Spread(task, cancel);
        var decision = await journal.Record(task.Extend(came, seen), actor, cancel);
        if (decision.Fact is not null)
        {
            await sums.Recount([id], cancel);
        }
        else
        {
            await fence.Rollback();
        }
        return decision;
    }

    private int Minutes(int units) => rulebook.On(time.Today).Learning.MinutesOf(units);

    /// <summary>Asks everybody whom the task reaches and who isn't asked yet, in one statement; answers how many.</summary>
    private async Task<int> Spread(LearningTask task, CancellationToken cancel)
    {
        var values = new DynamicParameters(reach.Values(task.Path, task.Kinds));
        values.AddDynamicParams(new { task = task.Id, item = task.ItemId, title = task.Title, mode = task.Mode.ToString(), units = task.Units, asker = task.OrganisationName, due = task.DueOn });
        return await fence.Run(
            $"""
            insert into learning_assignment(task_id, member_id, organisation_id, path, item_id, title, mode, units, asked_by_name, due_on, closed, version)
            select @task, m.id, m.organisation_id, m.path, @item, @title, @mode, @units, @asker, @due, false, 1 {ReachQuery.Reached} order by m.id
            on conflict (task_id, member_id) do nothing
            """, values, cancel);
    }

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<LearningTask, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact => await tasks.Own(id, actor, cancel) is not { } task ? PlatformRefusals.Missing : await journal.Record(change(task), actor, cancel);
}
