using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences.Following;

/// <summary>What one person told of activities, wherever it stands.</summary>
internal sealed class OwnExperiencesBook(Fence fence)
{
    /// <summary>Deletes all of it. Where it is in an article, whoever writes that learns that it has to be taken out.</summary>
    public async Task Delete(Guid member, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Experiences);
        await fence.Run(
            """
            update experience_choice set withdrawn_at = coalesce(withdrawn_at, @now) where report_id in (select id from experience_report where member_id = @member);
            delete from experience_report where member_id = @member;
            delete from experience_invitation where member_id = @member
            """, new { member, now }, cancel);
    }
}

/// <summary>Of somebody whose data are erased nothing they told stays: it is no record of an organisation.</summary>
internal sealed class DeleteWhenMemberErased(OwnExperiencesBook own) : IWhen<MemberErased>
{
    public Task Handle(MemberErased fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => own.Delete(fact.SubjectId, now, cancel);
}
