using System.Globalization;
using Zhijian.Modules.Organisations.Changes;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Interface;

/// <summary>Organisations over the open interface: the same tree, history and changes as the pages.</summary>
internal static class OrganisationsApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/organisations").WithTags("Organisations");
        group.MapGet("", All).Allow(AllowAttribute.SignedIn)
            .WithSummary("Organisations you may see, in the order of their founding numbers.")
            .WithDescription("below: id of an organisation, to get it and everything below it. kind: an organisation kind. asOf: a day (YYYY-MM-DD, not in the future) whose tree is answered, unchanged by what came later. limit: 1 to 200, default 50. after: the cursor of the page before (next).")
            .Produces<Listing<OrganisationView>>();
        group.MapGet("/{id:guid}", One).Allow(AllowAttribute.SignedIn)
            .WithSummary("One organisation, today or on a day (asOf). The ETag is the version that If-Match must name in a change.").Produces<OrganisationView>();
        group.MapGet("/{id:guid}/versions", Versions).Allow(AllowAttribute.SignedIn)
            .WithSummary("The history of one organisation, latest first: name, kind and parent from day to day, with the reason of each change.").Produces<Listing<VersionView>>();
        group.MapPost("", Found).Allow(OrganisationActs.Change).WithMetadata(new ReshapesTreeAttribute())
            .WithSummary("Founds an organisation. Needs Idempotency-Key.")
            .WithDescription("on: today or earlier, not before the last change of the parent. memberIds: the people it is founded with; their membership moves on that day. A rule that advises against it needs warningReason.").Produces<OrganisationView>(201);
        Change<RenameBody>(group, "rename", "Gives an organisation another name from a day on.", b => new() { What = OrganisationChangeKind.Rename, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, Name = b.Name });
        Change<MoveBody>(group, "move", "Puts an organisation, with everything below it, under another parent from a day on.", b => new() { What = OrganisationChangeKind.Move, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, TargetId = b.ParentId });
        Change<SplitBody>(group, "split", "Forms a new organisation of the same kind from chosen people; the answer is the one that was split.", b => new() { What = OrganisationChangeKind.Split, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, Name = b.Name, MemberIds = b.MemberIds ?? [] });
        Change<MergeBody>(group, "merge", "Ends an organisation; its people and what stands below it go to another one of its level.", b => new() { What = OrganisationChangeKind.Merge, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, TargetId = b.IntoId });
        Change<UpgradeBody>(group, "upgrade", "Makes a branch a general branch, or a general branch a college committee. A branch with members needs firstBranch, the name of the branch below it that takes them.", b => new() { What = OrganisationChangeKind.Upgrade, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, Kind = b.Kind, Name = b.FirstBranch });
        Change<DissolveBody>(group, "dissolve", "Ends an organisation from a day on. Where it has members, receiverId names the organisation that takes them.", b => new() { What = OrganisationChangeKind.Dissolve, OrganisationId = default, On = b.On, Reason = b.Reason ?? "", WarningReason = b.WarningReason, TargetId = b.ReceiverId });
    }

    private static async Task<IResult> All(OrganisationTreeQuery tree, InstitutionTime time, Guid? below, string? kind, string? asOf, string? after, int? limit, CancellationToken cancel)
    {
        if (!TryDay(asOf, time.Today, out var day))
        {
            return PlatformRefusals.NotReadable.At("asOf").ToProblem();
        }
        if (kind is not null && !(Enum.TryParse<OrganisationKind>(kind, out var read) && read.ToString() == kind))
        {
            return PlatformRefusals.NotReadable.At("kind").ToProblem();
        }
        if (limit is < 1 or > MostItems)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        int? from = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (Cursor.Read(after, 1) is not [var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                return PlatformRefusals.NotReadable.At("after").ToProblem();
            }
            from = start;
        }
        string? path = null;
        if (below is { } topId)
        {
            if (await tree.Find(topId, cancel, day) is not { } top)
            {
                return PlatformRefusals.Missing.ToProblem();
            }
            path = top.Path;
        }
        var size = limit ?? 50;
        var rows = await tree.Rows("(@path::text is null or (v.path_then >= @path and v.path_then < @path || '~')) and (@kind::text is null or v.kind = @kind)", new { day, path, kind, from, most = size + 1 }, cancel);
        var list = Listing.Of(rows, size, r => Cursor.Of(r.Number));
        return Results.Ok(new Listing<OrganisationView>([.. list.Items.Select(OrganisationView.Of)], list.Next));
    }

    private static async Task<IResult> One(Guid id, OrganisationTreeQuery tree, InstitutionTime time, string? asOf, CancellationToken cancel) =>
        !TryDay(asOf, time.Today, out var day) ? PlatformRefusals.NotReadable.At("asOf").ToProblem()
        : await tree.Find(id, cancel, day) is { } found ? Answer.WithVersion(OrganisationView.Of(found), found.Version)
        : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> Versions(Guid id, Browse.HistoryQuery history, CancellationToken cancel)
    {
        var rows = await history.Of(id, cancel);
        return rows.Count == 0
            ? PlatformRefusals.Missing.ToProblem()
            : Results.Ok(new Listing<VersionView>([.. rows.Select(r => new VersionView(r.ValidFrom, r.ValidUntil, r.Name, r.Kind, r.ParentName, r.Reason, r.WarningReason, r.RecordedAt, r.RecordedByName))], null));
    }

    private static async Task<IResult> Found(FoundBody body, ChangeAction change, OrganisationTreeQuery tree, Actor actor, CancellationToken cancel)
    {
        var decision = await change.Run(
            new PlannedChange
            {
                What = OrganisationChangeKind.Found, OrganisationId = body.ParentId, On = body.On, Reason = body.Reason ?? "", WarningReason = body.WarningReason, Name = body.Name, Kind = body.Kind, Population = body.Population,
                MemberIds = body.MemberIds ?? [],
            },
            actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            return refusal.InBody().ToProblem();
        }
        var made = await tree.Find(decision.Fact!.SubjectId, cancel);
        return decision.ToCreated($"/api/v1/organisations/{made!.Id}", _ => OrganisationView.Of(made), made.Version);
    }

#pragma warning disable RDG011 // One handler for bodies of several types: put together at the start, as five of hundreds.
    private static void Change<TBody>(RouteGroupBuilder group, string verb, string summary, Func<TBody, PlannedChange> plan)
        where TBody : class =>
        group.MapPost("/{id:guid}/" + verb, async (Guid id, TBody body, HttpRequest request, ChangeAction change, OrganisationTreeQuery tree, Actor actor, CancellationToken cancel) =>
        {
            if (request.ExpectedVersion() is not { } version)
            {
                return Answer.VersionMissing;
            }
            var decision = await change.Run(plan(body) with { OrganisationId = id, Version = version }, actor, cancel);
            if (decision.Refusal is { } refusal)
            {
                return refusal.InBody().ToProblem();
            }
            var now = await tree.Find(id, cancel);
            return decision.ToOk(fact => new ChangeView(id, fact.GetType().Name, fact.On, now is null ? null : OrganisationView.Of(now), (fact as OrganisationSplit)?.NewId ?? (fact as OrganisationUpgraded)?.FirstBranchId), now?.Version ?? version + 1);
        }).Allow(OrganisationActs.Change).WithMetadata(new ReshapesTreeAttribute()).WithSummary(summary + " Needs If-Match and Idempotency-Key.")
            .WithDescription("on: today or earlier, not before the last change of the organisations concerned. reason: written into the history. A rule that advises against it needs warningReason.").Produces<ChangeView>();

    private static bool TryDay(string? text, DateOnly today, out DateOnly day)
    {
        day = today;
        return text is null || (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day <= today);
    }
}

/// <summary>A new organisation.</summary>
internal sealed record FoundBody(Guid ParentId, string? Name, OrganisationKind Kind, Population? Population, DateOnly On, string? Reason, string? WarningReason, IReadOnlyList<Guid>? MemberIds);

/// <summary>Another name.</summary>
internal sealed record RenameBody(string? Name, DateOnly On, string? Reason, string? WarningReason);

/// <summary>Another parent.</summary>
internal sealed record MoveBody(Guid ParentId, DateOnly On, string? Reason, string? WarningReason);

/// <summary>Who forms the new organisation.</summary>
internal sealed record SplitBody(string? Name, IReadOnlyList<Guid>? MemberIds, DateOnly On, string? Reason, string? WarningReason);

/// <summary>Who receives people and what stands below.</summary>
internal sealed record MergeBody(Guid IntoId, DateOnly On, string? Reason, string? WarningReason);

/// <summary>The kind to become.</summary>
internal sealed record UpgradeBody(OrganisationKind Kind, string? FirstBranch, DateOnly On, string? Reason, string? WarningReason);

/// <summary>Who receives the members, if there are any.</summary>
internal sealed record DissolveBody(Guid? ReceiverId, DateOnly On, string? Reason, string? WarningReason);

/// <summary>What a change led to.</summary>
/// <param name="Happened">OrganisationRenamed, OrganisationMoved, OrganisationSplit, OrganisationMerged, OrganisationUpgraded or OrganisationDissolved.</param>
/// <param name="Organisation">The organisation as it stands now; null where it ended.</param>
/// <param name="NewId">The organisation that came into being by a split or an upgrade.</param>
internal sealed record ChangeView(Guid Id, string Happened, DateOnly On, OrganisationView? Organisation, Guid? NewId);

/// <summary>An organisation on the day asked for.</summary>
/// <param name="Path">Numbers from the root down on that day.</param>
internal sealed record OrganisationView(Guid Id, string Name, OrganisationKind Kind, Guid? ParentId, string Path, DateOnly FoundedOn, DateOnly? DissolvedOn, Population? Population, DateOnly? TermStart, DateOnly? TermEndPlanned, int Version)
{
    public static OrganisationView Of(OrganisationAt it) => new(it.Id, it.Name, it.Kind, it.ParentId, it.Path, it.FoundedOn, it.DissolvedOn, it.Population, it.TermStart, it.TermEndPlanned, it.Version);
}

/// <summary>Name, kind and parent from one day to another.</summary>
internal sealed record VersionView(DateOnly ValidFrom, DateOnly? ValidUntil, string Name, OrganisationKind Kind, string ParentName, string Reason, string? WarningReason, DateTimeOffset RecordedAt, string RecordedBy);
