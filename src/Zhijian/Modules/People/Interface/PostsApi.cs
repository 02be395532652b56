using Zhijian.Modules.People.Posts;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Interface;

/// <summary>Posts over the open interface.</summary>
internal static class PostsApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/posts").WithTags("Posts");
        group.MapGet("", List).Allow(PeopleActs.See)
            .WithSummary("Posts held today in your scope.").WithDescription("Narrow by organisation or member id. Ask again with after = next until next is null. limit: 1 to 200, 50 if left out.")
            .Produces<Listing<PostItem>>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(422);
        group.MapGet("/{id:guid}", One).Allow(PeopleActs.See)
            .WithSummary("One post holding, held or ended. The ETag is the version that If-Match must name.").Produces<PostItem>().ProducesProblem(401).ProducesProblem(404);
        group.MapPost("", Appoint).Allow(PeopleActs.Appoint)
            .WithSummary("Appoints a member to a post. Needs Idempotency-Key.").WithDescription("Where a rule warns, a written reason is needed: 422 people.warned-needs-reason.")
            .Produces<PostMade>(201).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        group.MapPost("/{id:guid}/end", End).Allow(PeopleActs.Appoint)
            .WithSummary("Ends a post on a day, with a reason. Needs If-Match and Idempotency-Key.")
            .Produces<PostMade>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428);
    }

    private static async Task<IResult> List(PostsQuery query, Actor actor, Guid? organisation, Guid? member, string? after, int? limit, CancellationToken cancel)
    {
        if (limit is < 1 or > MostItems)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        var list = await query.Held(organisation, member, after, limit ?? PostsQuery.PageSize, cancel);
        return Results.Ok(new Listing<PostItem>([.. list.Items.Where(p => actor.May(PeopleActs.See, p.Path)).Select(PostItem.Of)], list.Next));
    }

    private static async Task<IResult> One(Guid id, PostsQuery query, Actor actor, CancellationToken cancel) =>
        await query.One(id, cancel) is { } row && actor.May(PeopleActs.See, row.Path) ? Answer.WithVersion(PostItem.Of(row), row.Version) : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> Appoint(NewPost body, AppointAction appoint, Actor actor, CancellationToken cancel)
    {
        var appointed = await appoint.Run(body.OrganisationId, body.MemberId, body.Post, body.From, body.PlannedEnd, body.Reason, actor, cancel);
        return MembersApi.InBody(appointed.Decision).ToCreated($"/api/v1/posts/{appointed.Holding?.Id}", fact => new PostMade(fact.HoldingId, 1));
    }

    private static async Task<IResult> End(Guid id, PostEnd body, HttpRequest request, EndPostAction end, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version
            ? MembersApi.InBody(await end.Run(id, body.Until, body.Reason, version, actor, cancel)).ToOk(fact => new PostMade(fact.HoldingId, version + 1), version + 1)
            : Answer.VersionMissing;
}

/// <summary>A post held at an organisation.</summary>
internal sealed record PostItem(Guid Id, PostKind Post, Guid OrganisationId, string? OrganisationName, Guid MemberId, string? MemberName, DateOnly From, DateOnly? Until, DateOnly? PlannedEnd, int Version)
{
    public static PostItem Of(PostRow row) => new(row.Id, Enum.Parse<PostKind>(row.Post), row.OrganisationId, row.OrganisationName, row.MemberId, row.MemberName, row.From, row.Until, row.PlannedEnd, row.Version);
}

/// <summary>A member to appoint.</summary>
/// <param name="PlannedEnd">Last day of the term as foreseen.</param>
/// <param name="Reason">Written reason, needed where a rule warns.</param>
internal sealed record NewPost(Guid OrganisationId, Guid MemberId, PostKind Post, DateOnly From, DateOnly? PlannedEnd = null, string? Reason = null);

/// <summary>The end of a post.</summary>
/// <param name="Until">The first day on which it is no longer held.</param>
internal sealed record PostEnd(DateOnly Until, string Reason);

/// <summary>The post that was made or ended, with its version.</summary>
internal sealed record PostMade(Guid Id, int Version);
