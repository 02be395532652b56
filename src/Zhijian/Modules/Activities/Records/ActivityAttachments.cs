using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Files of an activity: whoever plans or records it adds them, whoever may see it reads them; under review and filed they stay as they are.</summary>
internal sealed class ActivityAttachments(MeetingQuery meetings) : IAttachable
{
    public string SubjectKind => "activity";

    public async Task<AttachmentPlace?> Find(Guid subjectId, Actor actor, CancellationToken cancel) =>
        await meetings.Open(subjectId, actor, cancel) is { } activity ? new AttachmentPlace(activity.Id, activity.Path, WhyNotChange(activity, actor)) : null;

    public string AddressOf(Guid subjectId) => $"/activities/{subjectId}#files";

    private static Refusal? WhyNotChange(Activity activity, Actor actor) =>
        !actor.May(ActivityActs.Record, activity.Path) && !actor.May(ActivityActs.Plan, activity.Path) && (actor.MemberId == Guid.Empty || activity.RecorderMemberId != actor.MemberId) ? PlatformRefusals.NotYours
        : activity.State == ActivityState.Submitted ? RecordRefusals.UnderReview
        : activity.State == ActivityState.Filed ? RecordRefusals.AlreadyFiled
        : activity.State == ActivityState.Cancelled ? RecordRefusals.Cancelled
        : null;
}
