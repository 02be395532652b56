using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Following;

/// <summary>
/// When an organisation ends, the activities it still has to hold go to the organisation that receives it; what was held stays with the one that held it.
/// A record that was begun and not handed in must be settled first, because nobody could do it afterwards.
/// </summary>
internal sealed class ActivitiesFollowTree(Fence fence, TraceBook figures) : IFollowsOrganisationChanges
{
    public async Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel)
    {
        if (!change.GivesEverything && change.What != OrganisationChangeKind.Dissolve)
        {
            return [];
        }
        using var widened = fence.As(SystemActors.Tree);
        List<Consequence> all = [];
        var begun = await fence.Row<int>("select count(*)::int from activity_record where organisation_id = @Id and state in ('Draft', 'Returned')", new { change.It.Id }, cancel);
        if (begun > 0)
        {
            all.Add(new Consequence("activity.follow.begun", begun) { Blocks = true });
        }
        var open = (await Open(change, cancel)).Count;
        if (open > 0)
        {
            all.Add(change.Receiver is { } to ? new Consequence("activity.follow.move", open, to.Name) : new Consequence("activity.follow.cancel-first", open) { Blocks = true });
        }
        return all;
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!change.GivesEverything || change.Receiver is not { } to)
        {
            return;
        }
        using var widened = fence.As(SystemActors.Tree);
        var open = await Open(change, cancel);
        if (open.Count == 0)
        {
            return;
        }
        var ids = open.Select(a => a.Id).ToArray();
        await fence.Run(
            """
            update activity set organisation_id = @Id, path = @Path, version = version + 1 where id = any(@ids);
            update agenda_item set path = @Path where activity_id = any(@ids);
            delete from activity_party p where activity_id = any(@ids) and organisation_id = @Id and exists (select 1 from activity_party q where q.activity_id = p.activity_id and q.organisation_id = @From);
            update activity_party set organisation_id = @Id, path = @Path where activity_id = any(@ids) and organisation_id = @From;
            update attendance set organisation_id = @Id, path = @Path where activity_id = any(@ids) and organisation_id = @From
            """,
            new { to.Id, to.Path, From = change.It.Id, ids }, cancel);
        foreach (var activity in open)
        {
            var parties = await fence.Rows<PartyRow>("select organisation_id as OrganisationId, path from activity_party where activity_id = @Id", new { activity.Id }, cancel);
            await figures.Planned(new PlannedActivity(activity.Id, Enum.Parse<ActivityKind>(activity.Kind), activity.StartsAt, activity.Title, [.. parties.Select(p => new Party(p.OrganisationId, p.Path))]), cancel);
        }
    }

    private async Task<List<OpenRow>> Open(TreeChange change, CancellationToken cancel) => await fence.Rows<OpenRow>(
        """
        select a.id, a.kind, a.title, a.starts_at as StartsAt from activity a
        where a.organisation_id = @Id and a.state in ('Planned', 'Announced', 'RollOpen', 'Held') and not exists (select 1 from activity_record r where r.activity_id = a.id) order by a.id
        """,
        new { change.It.Id }, cancel);

    private sealed class OpenRow
    {
        public Guid Id { get; set; }

        public string Kind { get; set; } = "";

        public string Title { get; set; } = "";

        public DateTimeOffset StartsAt { get; set; }
    }

    private sealed class PartyRow
    {
        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";
    }
}
