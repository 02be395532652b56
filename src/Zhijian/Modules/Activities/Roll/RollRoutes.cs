using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Zhijian.Modules.Activities.CheckIn;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Modules.Activities.Showing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Roll;

/// <summary>The buttons of the roll, its ticks one by one, the code for the screen and the live panel.</summary>
internal static class RollRoutes
{
    /// <summary>A form that does not say what its reader saw: no activity has this version.</summary>
    private const int NoVersion = -1;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities/{id:guid}/open-roll", async (Guid id, [FromForm] int? version, HttpContext context, OpenRollAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, version ?? NoVersion, actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/close-roll", async (Guid id, [FromForm] int? version, HttpContext context, CloseRollAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, version ?? NoVersion, actor, cancel)).ToRedirect(context, $"/activities/{id}")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/others-present", async (Guid id, HttpContext context, MarkOthersPresentAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, actor, cancel)).ToRedirect(context, $"/activities/{id}/roll")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/observers", async (Guid id, [FromForm] Guid? member, HttpContext context, AddObserverAction action, Actor actor, CancellationToken cancel) =>
            member is { } who ? (await action.Run(id, who, actor, cancel)).ToRedirect(context, $"/activities/{id}/roll") : PlatformRefusals.Required.ToProblem()).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/roll/tick", Tick).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/activities/{id:guid}/code", Code).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/activities/{id:guid}/live", Live).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    /// <summary>One tick of the roll, perhaps made without network a while ago. Its key makes a second sending harmless.</summary>
    private static async Task<IResult> Tick(Guid id, [FromForm] Guid? member, [FromForm] string? presence, [FromForm] string? at, MarkAction action, Actor actor, CancellationToken cancel)
    {
        if (member is not { } who || !Enum.TryParse<AttendanceStatus>(presence, ignoreCase: false, out var status) || !Enum.IsDefined(status))
        {
            return PlatformRefusals.NotReadable.ToProblem();
        }
        var madeAt = DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var made) ? made : (DateTimeOffset?)null;
        var decision = await action.Run(id, who, status, madeAt, null, actor, cancel);
        return decision.Refusal is { } refusal ? refusal.ToProblem() : Results.NoContent();
    }

    /// <summary>The code of this moment, for the host's screen.</summary>
    private static async Task<IResult> Code(Guid id, ActivityQuery activities, Rulebook rulebook, Platform.Texts.InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { MayHost: true } open)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        return open.Activity.WhyNot(ActivityMove.CheckIn) is { } refusal ? refusal.ToProblem()
            : new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<CodePanel>(new { open.Activity, Rule = rulebook.On(time.Today).Attendance.CheckInCode });
    }

    private static IResult Live(Guid id, HttpContext context, LivePanels panels) => panels.Stream<LivePanel>(context, ActivityTopic.Of(id), async (services, cancel) =>
        await services.GetRequiredService<ActivityPageQuery>().Find(id, services.GetRequiredService<Actor>(), cancel) is { Open.SeesRoll: true } sheet
            ? new() { [nameof(LivePanel.Roll)] = sheet.Roll, [nameof(LivePanel.Quorum)] = sheet.Quorum }
            : null);
}
