using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning.Branch;

/// <summary>The people of a branch whom a task asks, for its forms.</summary>
internal sealed class BranchPeopleQuery(Fence fence)
{
    /// <summary>The branch whose people are ticked: the one that is named, else the open space's; null where one may not record for it.</summary>
    public async Task<BranchPlace?> Branch(Guid? organisation, Actor actor, CancellationToken cancel) =>
        await fence.Row<BranchPlace>("select id, name, path from organisation where id = @id", new { id = organisation ?? actor.Space?.OrganisationId }, cancel) is { } place && actor.May(LearningActs.Record, place.Path) ? place : null;

    public Task<List<AskedPerson>> Of(Guid task, Guid organisation, CancellationToken cancel) => fence.Rows<AskedPerson>(
        $"""
        select a.member_id as Id, m.name, a.done_on as DoneOn, a.excused_why as ExcusedWhy from learning_assignment a join member m on m.id = a.member_id
        where a.task_id = @task and a.organisation_id = @organisation order by m.name, m.id limit {CollectiveStudy.MostPeople}
        """, new { task, organisation }, cancel);

    public Task<AskedPerson?> One(Guid task, Guid member, CancellationToken cancel) => fence.Row<AskedPerson>(
        "select a.member_id as Id, m.name, a.path, a.done_on as DoneOn, a.excused_why as ExcusedWhy from learning_assignment a join member m on m.id = a.member_id where a.task_id = @task and a.member_id = @member", new { task, member }, cancel);
}

/// <summary>A branch.</summary>
internal sealed class BranchPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}

/// <summary>Somebody whom a task asks.</summary>
internal sealed class AskedPerson
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public DateOnly? DoneOn { get; set; }

    public string? ExcusedWhy { get; set; }
}
