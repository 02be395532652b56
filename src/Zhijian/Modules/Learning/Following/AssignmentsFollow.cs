using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning.Following;

/// <summary>What people are asked goes with them to another branch, where whoever asked still stands above them; what is asked from elsewhere and not studied yet ends. What was studied stays theirs.</summary>
internal sealed class PeopleMovedQuery(Fence fence, TaskBook sums)
{
    /// <summary>After these people, or everybody who was of these organisations, belong elsewhere.</summary>
    public async Task Follow(Guid[] people, Guid[] organisations, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Learning);
        var touched = await fence.Rows<Guid>(
            """
            with moved as (
              select a.task_id, a.member_id, m.organisation_id, m.path, a.done_on is null and not starts_with(m.path, t.path) as ends
              from learning_assignment a join member m on m.id = a.member_id join learning_task t on t.id = a.task_id
              where (a.member_id = any(@people) or a.organisation_id = any(@organisations)) and a.organisation_id <> m.organisation_id),
            gone as (delete from learning_assignment a using moved v where v.task_id = a.task_id and v.member_id = a.member_id and v.ends),
            went as (update learning_assignment a set organisation_id = v.organisation_id, path = v.path, version = a.version + 1 from moved v where v.task_id = a.task_id and v.member_id = a.member_id and not v.ends)
            select distinct task_id from moved
            """, new { people, organisations }, cancel);
        await sums.Recount([.. touched], cancel);
    }

    /// <summary>What an organisation that ends still asked is asked no more; that it was issued still counts.</summary>
    public async Task End(Guid[] organisations, string reason, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Learning);
        var tasks = await fence.Rows<Guid>("update learning_task set state = 'Withdrawn', reason = @reason, version = version + 1 where organisation_id = any(@organisations) and state = 'Open' returning id", new { organisations, reason }, cancel);
        if (tasks.Count > 0)
        {
            await fence.Run("update learning_assignment set closed = true, version = version + 1 where task_id = any(@ids); delete from learning_assignment where task_id = any(@ids) and done_on is null", new { ids = tasks.ToArray() }, cancel);
            await sums.Recount([.. tasks], cancel);
        }
    }

    /// <summary>What somebody who left had not studied is asked no more.</summary>
    public async Task Leave(Guid person, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Learning);
        await sums.Recount([.. await fence.Rows<Guid>("delete from learning_assignment where member_id = @person and done_on is null returning task_id", new { person }, cancel)], cancel);
    }
}

/// <summary>Somebody belongs to another branch.</summary>
internal sealed class FollowWhenMemberMoved(PeopleMovedQuery moved) : IWhen<MemberMoved>
{
    public Task Handle(MemberMoved fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => moved.Follow([fact.SubjectId], [], cancel);
}

/// <summary>Somebody left.</summary>
internal sealed class EndWhenMemberDeparted(PeopleMovedQuery moved) : IWhen<MemberDeparted>
{
    public Task Handle(MemberDeparted fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => moved.Leave(fact.SubjectId, cancel);
}

/// <summary>A change of the tree takes people along.</summary>
internal sealed class AssignmentsFollowTree(PeopleMovedQuery moved) : IFollowsOrganisationChanges
{
    public Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Consequence>>([]);

    public IReadOnlyList<string> ComesWithOrganisation => ["learning_assignment", "learning_sum"];

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (change.What == OrganisationChangeKind.Rename)
        {
            return;
        }
        await moved.Follow([.. change.MemberIds], [change.It.Id, .. change.Ended.Select(e => e.Id)], cancel);
        await moved.End([.. change.Ended.Select(e => e.Id)], change.Reason, cancel);
    }

    /// <summary>Who was founded with it went back already.</summary>
    public Task TakeOut(OrganisationPlace place, CancellationToken cancel) => moved.Follow([], [place.Id], cancel);
}
