using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>
/// Opens one activity to those who may see it: people with a post over its organisation, its host, those on its roll once they were told,
/// and the organisations that take part. Everybody else gets nothing, as if it did not exist.
/// </summary>
public sealed class ActivityQuery(Fence fence, ZhijianDb db)
{
    public async Task<OpenActivity?> Open(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await Look(id, actor, cancel) is not { } relation)
        {
            return null;
        }
        return await db.Activities.FindAsync([id], cancel) is { } activity && IsOpenTo(relation, activity.AnnouncedAt, activity.RollOpenedAt) ? new OpenActivity(activity, relation, actor) : null;
    }

    /// <summary>How the person is related to the activity, if at all; the activity's rows are admitted to the rest of the transaction.</summary>
    public async Task<ActivityRelation?> Look(Guid id, Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select path, host_member_id as HostMemberId from activity where id = @id;
            select organisation_id as OrganisationId, path from activity_party where activity_id = @id;
            select path from attendance where activity_id = @id and member_id = @MemberId;
            """,
            new { id, actor.MemberId }, cancel);
        var row = await sets.ReadFirstOrDefaultAsync<Seen>();
        var parties = (await sets.ReadAsync<Seen>()).ToList();
        var own = await sets.ReadFirstOrDefaultAsync<string>();
        var relation = row is not null && actor.May(ActivityActs.See, row.Path) ? ActivityRelation.ByPost
            : row is not null && actor.MemberId != Guid.Empty && row.HostMemberId == actor.MemberId ? ActivityRelation.Host
            : parties.Any(p => actor.May(ActivityActs.See, p.Path)) ? ActivityRelation.Partner
            : own is not null ? ActivityRelation.OnRoll
            : (ActivityRelation?)null;
        if (relation is not null)
        {
            fence.Admit(id);
        }
        return relation;
    }

    /// <summary>Who is only on the roll sees it once they were told, or the roll was opened.</summary>
    internal static bool IsOpenTo(ActivityRelation relation, DateTimeOffset? announcedAt, DateTimeOffset? rollOpenedAt) =>
        relation != ActivityRelation.OnRoll || announcedAt is not null || rollOpenedAt is not null;

    private sealed class Seen
    {
        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";

        public Guid HostMemberId { get; set; }
    }
}

/// <summary>By what right somebody sees an activity.</summary>
public enum ActivityRelation
{
    ByPost,
    Host,
    Partner,
    OnRoll,
}

/// <summary>An activity that the viewer may see, and what they may do with it.</summary>
public sealed record OpenActivity(Activity Activity, ActivityRelation Relation, Actor Viewer)
{
    /// <summary>May plan, change, announce and cancel it.</summary>
    public bool MayPlan => Viewer.May(ActivityActs.Plan, Activity.Path);

    /// <summary>May keep the roll and judge leave: a post that grants it, or the host.</summary>
    public bool MayHost => Viewer.May(ActivityActs.Host, Activity.Path) || Relation == ActivityRelation.Host || (Viewer.MemberId != Guid.Empty && Viewer.MemberId == Activity.HostMemberId);

    /// <summary>May write the minutes and submit.</summary>
    public bool MayRecord => Viewer.May(ActivityActs.Record, Activity.Path);

    /// <summary>May see the whole roll; who is only on it sees their own line and the counts.</summary>
    public bool SeesRoll => Relation != ActivityRelation.OnRoll || MayHost;
}
