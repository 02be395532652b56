using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>Who took part in an activity, observers too, on the spot, online or by making it up. Only of an activity that was opened before: its rows are admitted then.</summary>
public sealed class ParticipantsQuery(Fence fence)
{
    /// <summary>Everybody, of all organisations that took part.</summary>
    public Task<List<Participant>> Of(Guid activity, CancellationToken cancel) =>
        fence.Rows<Participant>($"select t.member_id as MemberId, t.organisation_id as OrganisationId, t.path from attendance t where t.activity_id = @activity and {AttendanceSql.TookPart} order by t.member_id", new { activity }, cancel);

    /// <summary>Whether this person is one of them.</summary>
    public async Task<bool> TookPart(Guid activity, Actor actor, CancellationToken cancel) =>
        actor.MemberId != Guid.Empty && await fence.Row<bool>($"select exists (select 1 from attendance t where t.activity_id = @activity and t.member_id = @MemberId and {AttendanceSql.TookPart})", new { activity, actor.MemberId }, cancel);
}

/// <summary>Somebody who took part.</summary>
public sealed class Participant
{
    public Guid MemberId { get; set; }

    /// <summary>The organisation for which they took part.</summary>
    public Guid OrganisationId { get; set; }

    /// <summary>Of the organisation for which they took part.</summary>
    public string Path { get; set; } = "";
}
