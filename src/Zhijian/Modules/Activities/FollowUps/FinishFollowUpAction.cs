using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.FollowUps;

/// <summary>The owner says that a task is done.</summary>
internal sealed class FinishFollowUpAction(ZhijianDb db, Journal journal, InstitutionTime time)
{
    public async Task<Decision<FollowUpDone>> Run(Guid id, Actor actor, CancellationToken cancel) =>
        await db.FollowUps.FirstOrDefaultAsync(f => f.Id == id, cancel) is { } followUp
            ? await journal.Record(Finish(followUp, actor, time.Now), actor, cancel)
            : PlatformRefusals.Missing;

    /// <summary>The owner, or whoever keeps the organisation's records.</summary>
    internal static Decision<FollowUpDone> Finish(FollowUp followUp, Actor actor, DateTimeOffset now)
    {
        if (followUp.OwnerMemberId != actor.MemberId && !actor.May(ActivityActs.Record, followUp.Path))
        {
            return RecordRefusals.NotTheOwner;
        }
        if (followUp.DoneAt is not null)
        {
            return RecordRefusals.AlreadyDone;
        }
        followUp.DoneAt = now;
        return new FollowUpDone(followUp.ActivityId, followUp.Path, followUp.Id, followUp.OwnerMemberId);
    }
}

/// <summary>A task that came out of a meeting was done.</summary>
public sealed record FollowUpDone(Guid SubjectId, string OrganisationPath, Guid FollowUpId, Guid OwnerMemberId) : IFact;

/// <summary>The done button.</summary>
internal static class FollowUpRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/follow-ups/{id:guid}/done", Done).ExcludeFromDescription().Allow(AllowAttribute.SignedIn);

    private static async Task<IResult> Done(Guid id, HttpContext context, FinishFollowUpAction finish, Actor actor, CancellationToken cancel) =>
        (await finish.Run(id, actor, cancel)).ToRedirect(context, "/follow-ups");
}
