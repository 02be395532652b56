using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>What the messages about an activity ask of others than whoever sends them.</summary>
internal sealed class ActivityCost(ZhijianDb db, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>Minutes of answering a notice.</summary>
    public int Answering => Current.MinutesOf(AskedTask.ActivityAnswer);

    private CostRules Current => rulebook.On(time.Today).Costs;

    /// <summary>Minutes that it is planned to last.</summary>
    public static int Planned(Activity activity) => (int)Math.Ceiling((activity.EndsAt - activity.StartsAt).TotalMinutes);

    /// <summary>Of the notice: to answer, and to come.</summary>
    public Task<MessageCost> OfNotice(Activity activity, IEnumerable<(Guid MemberId, Guid OrganisationId)> people, Actor actor, CancellationToken cancel) =>
        costs.Of(Others(people, actor), Answering + Planned(activity), cancel);

    /// <summary>Why the notice is not sent yet; null where it may be.</summary>
    public Task<Refusal?> WhyNotNotice(Activity activity, IEnumerable<(Guid MemberId, Guid OrganisationId)> people, bool confirmed, Actor actor, CancellationToken cancel) =>
        costs.WhyNot(Others(people, actor), Answering + Planned(activity), confirmed, cancel);

    /// <summary>Of telling them again after a change: to answer anew. Null where nobody was told yet.</summary>
    public Task<MessageCost?> OfChange(Activity activity, Actor actor, CancellationToken cancel) => OfTold(activity, AskedTask.ActivityAnswer, actor, cancel);

    /// <summary>Of telling them that it is called off. Null where nobody was told yet.</summary>
    public Task<MessageCost?> OfCancelling(Activity activity, Actor actor, CancellationToken cancel) => OfTold(activity, AskedTask.MessageRead, actor, cancel);

    /// <summary>Of reminding those who are late.</summary>
    public Task<MessageCost> OfReminding(IEnumerable<Attendance> late, CancellationToken cancel) => costs.Of(Audience.Of(late.Select(Line)), Answering, cancel);

    public static (Guid MemberId, Guid OrganisationId) Line(Attendance line) => (line.MemberId, line.OrganisationId);

    private async Task<MessageCost?> OfTold(Activity activity, AskedTask task, Actor actor, CancellationToken cancel) => activity.AnnouncedAt is null ? null
        : await costs.Of(Others((await db.Attendances.AsNoTracking().Where(a => a.ActivityId == activity.Id).ToListAsync(cancel)).Select(Line), actor), Current.MinutesOf(task), cancel);

    private static Audience Others(IEnumerable<(Guid MemberId, Guid OrganisationId)> people, Actor actor) => Audience.Of(people.Where(p => p.MemberId != actor.MemberId));
}
