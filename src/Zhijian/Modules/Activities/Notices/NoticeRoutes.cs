using Microsoft.AspNetCore.Mvc;
using Zhijian.Modules.Activities.Planning;
using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>The buttons around a notice: announce, read, coming, grant or decline leave, remind.</summary>
internal static class NoticeRoutes
{
    /// <summary>A form that does not say what its reader saw: no activity has this version.</summary>
    private const int NoVersion = -1;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities/{id:guid}/announce", async (Guid id, [FromForm] int? version, HttpContext context, AnnounceAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, version ?? NoVersion, CostSeen.Of(context.Request.Form[CostSeen.Field]), actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(ActivityActs.Plan).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/read", async (Guid id, HttpContext context, ReadNoticeAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/coming", async (Guid id, HttpContext context, ComingAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/leave/{member:guid}/grant", async (Guid id, Guid member, HttpContext context, JudgeLeaveAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, member, true, actor, cancel)).ToRedirect(context, $"/activities/{id}#roll")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/leave/{member:guid}/decline", async (Guid id, Guid member, HttpContext context, JudgeLeaveAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, member, false, actor, cancel)).ToRedirect(context, $"/activities/{id}#roll")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/remind", async (Guid id, HttpContext context, RemindAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }
}
