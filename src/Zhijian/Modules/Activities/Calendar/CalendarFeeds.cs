using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Zhijian.Modules.Activities.Listing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Calendar;

/// <summary>Somebody makes the secret address of their own calendar, or of the open space's organisation; an earlier one stops working.</summary>
internal sealed class MakeFeedAction(Fence fence, Journal journal, InstitutionTime time)
{
    /// <summary>The secret of the new address, told once.</summary>
    public string? Secret { get; private set; }

    public async Task<Decision<CalendarFeedMade>> Run(Guid? organisationId, Actor actor, CancellationToken cancel)
    {
        if (organisationId is { } wanted && !actor.Posts.Any(p => p.OrganisationId == wanted && actor.May(ActivityActs.See, p.Path)))
        {
            return PlatformRefusals.Missing;
        }
        if (actor.MemberId == Guid.Empty)
        {
            return PlatformRefusals.NotYours;
        }
        Secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
        var made = new CalendarFeedMade(Guid.CreateVersion7(), actor.HomePath, organisationId);
        await RevokeFeedAction.Revoke(fence, organisationId, actor, time.Now, cancel);
        await fence.Run(
            "insert into calendar_feed (id, path, account_id, member_id, organisation_id, hash, made_at) values (@SubjectId, @HomePath, @AccountId, @MemberId, @organisationId, @hash, @Now)",
            new { made.SubjectId, actor.HomePath, actor.AccountId, actor.MemberId, organisationId, hash = HashOf(Secret), time.Now }, cancel);
        return await journal.Record<CalendarFeedMade>(made, actor, cancel);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>Somebody stops the secret address of a calendar.</summary>
internal sealed class RevokeFeedAction(Fence fence, Journal journal, InstitutionTime time)
{
    public async Task<Decision<CalendarFeedRevoked>> Run(Guid? organisationId, Actor actor, CancellationToken cancel)
    {
        await Revoke(fence, organisationId, actor, time.Now, cancel);
        return await journal.Record<CalendarFeedRevoked>(new CalendarFeedRevoked(actor.MemberId, actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution, organisationId), actor, cancel);
    }

    public static Task<int> Revoke(Fence fence, Guid? organisationId, Actor actor, DateTimeOffset now, CancellationToken cancel) => fence.Run(
        "update calendar_feed set revoked_at = @now where account_id = @AccountId and organisation_id is not distinct from @organisationId and revoked_at is null",
        new { actor.AccountId, organisationId, now }, cancel);
}

/// <summary>Which secret addresses a person has made and not stopped, and when.</summary>
internal sealed class OwnFeedsQuery(Fence fence)
{
    public async Task<List<OwnFeed>> Of(Actor actor, CancellationToken cancel) => await fence.Rows<OwnFeed>(
        "select organisation_id as OrganisationId, max(made_at) as MadeAt from calendar_feed where account_id = @AccountId and revoked_at is null group by organisation_id", new { actor.AccountId }, cancel);
}

/// <summary>One of a person's secret addresses; without an organisation their own calendar.</summary>
internal sealed class OwnFeed
{
    public Guid? OrganisationId { get; set; }

    public DateTime MadeAt { get; set; }
}

/// <summary>Answers a calendar program: what the feed's account may see at this moment, with its posts of today.</summary>
internal sealed class FeedQuery(Fence fence, ActorCache actors, ActivityListQuery activities, InstitutionTime time)
{
    private const int Most = 400;

    public async Task<string?> Find(string secret, string site, Func<string, string> name, CancellationToken cancel)
    {
        Feed? feed;
        using (fence.As(SystemActors.SignIn))
        {
            feed = await fence.Row<Feed>("select account_id as AccountId, organisation_id as OrganisationId from calendar_feed where hash = @hash and revoked_at is null", new { hash = MakeFeedAction.HashOf(secret) }, cancel);
        }
        if (feed is null || (await actors.Find(feed.AccountId, cancel))?.Actor is not { } actor)
        {
            return null;
        }
        var post = actor.Posts.FirstOrDefault(p => p.OrganisationId == feed.OrganisationId);
        if (feed.OrganisationId is not null && (post is null || !actor.May(ActivityActs.See, post.Path)))
        {
            return null;
        }
        actor = actor with { Space = post };
        fence.Enclose(FencedScope.Of(actor));
        var list = await activities.Page(new ActivityFilter(OrganisationId: feed.OrganisationId, Since: time.Now.AddDays(-90)), actor, Most, cancel);
        return CalendarFile.Write(name(post?.OrganisationName ?? actor.Name), list.Items.Where(a => feed.OrganisationId is null || a.State != nameof(ActivityState.Planned)).Select(a => EventOf(a, site)), time.Now);
    }

    private static CalendarEvent EventOf(ActivityLine a, string site) =>
        new(a.Id, a.Title, a.StartsAt, a.EndsAt, a.Place ?? a.OnlineLink, $"{site}/activities/{a.Id}", a.State == nameof(ActivityState.Cancelled), a.Version);

    private sealed class Feed
    {
        public Guid AccountId { get; set; }

        public Guid? OrganisationId { get; set; }
    }
}

/// <summary>A secret calendar address was made.</summary>
public sealed record CalendarFeedMade(Guid SubjectId, string OrganisationPath, Guid? OrganisationId) : IFact;

/// <summary>A secret calendar address was stopped.</summary>
public sealed record CalendarFeedRevoked(Guid SubjectId, string OrganisationPath, Guid? OrganisationId) : IFact;

/// <summary>The feed itself.</summary>
internal static class CalendarRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/calendar/{secret}.ics", Show).Allow(AllowAttribute.Anyone).ExcludeFromDescription();

    private static async Task<IResult> Show(string secret, HttpContext context, FeedQuery feeds, Words words, CancellationToken cancel)
    {
        var site = $"{context.Request.Scheme}://{context.Request.Host}";
        return secret.Length <= 64 && await feeds.Find(secret, site, n => words["calendar.feed-name", n], cancel) is { } calendar
            ? Results.Text(calendar, "text/calendar; charset=utf-8", Encoding.UTF8)
            : PlatformRefusals.Missing.ToProblem();
    }
}
