using Microsoft.AspNetCore.Mvc;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Messages.Show;

/// <summary>A person marks all messages as read; the bell follows new ones live.</summary>
internal static class MessageRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/messages/read", async (HttpContext context, ReadAllAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(actor, cancel)).ToRedirect(context, "/messages")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/messages/{id:guid}/read", async (Guid id, HttpContext context, ReadOneAction action, Actor actor, CancellationToken cancel) =>
            (await action.Run(id, actor, cancel)).ToRedirect(context, "/messages")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/live/me", (HttpContext context, [FromServices] LivePanels panels, Actor actor) =>
            panels.Stream<UnreadDot>(context, LiveHub.OfMember(actor.MemberId), async (services, cancel) =>
                new() { [nameof(UnreadDot.Unread)] = await services.GetRequiredService<MessagesQuery>().Unread(actor, cancel) })).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }
}

/// <summary>A person has read all their messages.</summary>
internal sealed class ReadAllAction(Fence fence, Journal journal, LiveHub hub, TimeProvider clock)
{
    public async Task<Decision<MessagesRead>> Run(Actor actor, CancellationToken cancel)
    {
        var changed = await fence.Run("update message set read_at = @now where member_id = @MemberId and read_at is null", new { now = clock.GetUtcNow(), actor.MemberId }, cancel);
        fence.AfterCommit(() =>
        {
            hub.Tell(LiveHub.OfMember(actor.MemberId));
            return Task.CompletedTask;
        });
        return await journal.Record<MessagesRead>(new MessagesRead(actor.MemberId, actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, changed), actor, cancel);
    }
}

/// <summary>A person opened one message, or marked it as read.</summary>
internal sealed class ReadOneAction(Fence fence, Journal journal, LiveHub hub, TimeProvider clock)
{
    public async Task<Decision<MessagesRead>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (!await fence.Row<bool>("select exists (select 1 from message where id = @id and member_id = @MemberId)", new { id, actor.MemberId }, cancel))
        {
            return PlatformRefusals.Missing;
        }
        var changed = await fence.Run("update message set read_at = @now where id = @id and member_id = @MemberId and read_at is null", new { id, now = clock.GetUtcNow(), actor.MemberId }, cancel);
        fence.AfterCommit(() =>
        {
            hub.Tell(LiveHub.OfMember(actor.MemberId));
            return Task.CompletedTask;
        });
        return await journal.Record<MessagesRead>(new MessagesRead(actor.MemberId, actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, changed), actor, cancel);
    }
}

/// <summary>A person marked their messages as read.</summary>
public sealed record MessagesRead(Guid SubjectId, string OrganisationPath, int Count) : IFact;
