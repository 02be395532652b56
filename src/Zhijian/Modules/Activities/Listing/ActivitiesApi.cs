using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Modules.Activities.Planning;
using Zhijian.Modules.Activities.Roll;
using Zhijian.Modules.Activities.Showing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Activities over the open interface: the same rules and scope as the pages.</summary>
internal static class ActivitiesApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/activities").WithTags("Activities");
        group.MapGet("", List).Allow(AllowAttribute.SignedIn).WithSummary("Activities you may see, latest first.")
            .WithDescription("Filters: kind, state, organisation (id), month (2026-11), text (part of the title), limit (1 to 200). Give next as after for the following page.")
            .Produces<Listing<ActivityView>>().ProducesProblem(422);
        group.MapGet("/{id:guid}", One).Allow(AllowAttribute.SignedIn).WithSummary("One activity with its agenda and counts.")
            .WithDescription("The ETag is the version that If-Match must name when changing it.").Produces<ActivityDetailView>().ProducesProblem(404);
        group.MapPost("", Plan).Allow(ActivityActs.Plan).WithSummary("Plans an activity of an organisation.")
            .WithDescription("Needs Idempotency-Key. Times with offset. Those expected follow from the kind by the rule pack. Overlaps with other activities do not hinder it. organisationId: where you hold a post that may plan. "
                + "linkageKind (JointBuilding, JointLearning, JointActivity) and partnerIds or outsidePartners are for the kind LinkageActivity; groupId for GroupMeeting; invited for VolunteerService.")
            .Produces<ActivityDetailView>(201).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        group.MapPatch("/{id:guid}", Change).Allow(ActivityActs.Plan).WithSummary("Changes title, time, place, link, host or agenda before it is held.")
            .WithDescription("Needs If-Match and Idempotency-Key. Members left out stay as they are. A new time or place is announced again to everybody who was told.").Produces<ActivityDetailView>().ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
        group.MapPost("/{id:guid}/announce", Announce).Allow(ActivityActs.Plan).WithSummary("Tells everybody expected.")
            .WithDescription("Needs If-Match and Idempotency-Key. 409 costs.not-confirmed: it reaches very many; repeat it with another key and ?costSeen=true.").Produces<ActivityMoved>().ProducesProblem(409);
        group.MapPost("/{id:guid}/cancel", Cancel).Allow(ActivityActs.Plan).WithSummary("Calls it off with a reason.").WithDescription("Needs If-Match and Idempotency-Key.").Produces<ActivityMoved>().ProducesProblem(409);
        group.MapPost("/{id:guid}/open-roll", OpenRoll).Allow(AllowAttribute.SignedIn).WithSummary("Opens the roll, on the day itself or later.").WithDescription("Needs If-Match and Idempotency-Key.").Produces<ActivityMoved>().ProducesProblem(409);
        group.MapPost("/{id:guid}/close-roll", CloseRoll).Allow(AllowAttribute.SignedIn).WithSummary("Closes the roll: the activity was held.").WithDescription("Needs If-Match and Idempotency-Key.").Produces<ActivityMoved>().ProducesProblem(409);
        group.MapGet("/{id:guid}/attendance", Attendance).Allow(AllowAttribute.SignedIn).WithSummary("The roll: who was expected, what they answered, who came.").WithDescription("Who is only on the roll gets their own line. At most 3,000 lines, so there is never a next page.").Produces<Listing<AttendanceView>>().ProducesProblem(404);
        group.MapGet("/{id:guid}/attendance/{member:guid}", OneAttendance).Allow(AllowAttribute.SignedIn).WithSummary("One line of the roll.")
            .WithDescription("The ETag is the version that If-Match must name when marking it.").Produces<AttendanceView>().ProducesProblem(404);
        group.MapPut("/{id:guid}/attendance/{member:guid}", Mark).Allow(AllowAttribute.SignedIn).WithSummary("Writes how one person attended; the answer is the line as it stands now.")
            .WithDescription("Needs If-Match (the line's version, from the roll or the line's ETag) and Idempotency-Key. status: Present, PresentOnline, OnLeave, Absent, Exempt or MadeUp. 412: the line changed meanwhile, for instance because the person checked in; read it again.")
            .Produces<AttendanceView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
    }

    private static async Task<IResult> List(ActivityListQuery activities, Actor actor, CancellationToken cancel, string? kind = null, string? state = null, Guid? organisation = null, string? month = null, string? text = null, string? after = null, int? limit = null)
    {
        if (limit is < 1 or > MostItems)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        if (!Read<ActivityKind>(kind, out var wantedKind))
        {
            return PlatformRefusals.NotReadable.At("kind").ToProblem();
        }
        if (!Read<ActivityState>(state, out var wantedState))
        {
            return PlatformRefusals.NotReadable.At("state").ToProblem();
        }
        if (!string.IsNullOrEmpty(after) && Cursor.Read(after, 2) is null)
        {
            return PlatformRefusals.NotReadable.At("after").ToProblem();
        }
        var page = await activities.Page(new ActivityFilter(wantedKind, wantedState, organisation, month, text, after), actor, limit ?? 50, cancel);
        return Results.Ok(new Listing<ActivityView>([.. page.Items.Select(ActivityView.Of)], page.Next));
    }

    private static async Task<IResult> One(Guid id, ActivityRecordQuery records, ActivityPageQuery activities, Actor actor, CancellationToken cancel)
    {
        if (await records.Find(id, actor, cancel) is { } seen)
        {
            return Answer.WithVersion(seen, seen.Version);
        }
        return await activities.Find(id, actor, cancel) is { } sheet ? Answer.WithVersion(ActivityDetailView.Of(sheet), sheet.Activity.Version) : PlatformRefusals.Missing.ToProblem();
    }

    private static async Task<IResult> Plan(ActivityPlanBody body, PlanAction action, ActivityPageQuery activities, Actor actor, CancellationToken cancel)
    {
        var decision = await action.Run(
            new PlanInput
            {
                OrganisationId = body.OrganisationId, Kind = body.Kind, Title = body.Title, StartsAt = body.StartsAt.ToUniversalTime(), EndsAt = body.EndsAt.ToUniversalTime(), Place = body.Place, OnlineLink = body.OnlineLink,
                HostMemberId = body.HostMemberId ?? actor.MemberId, GroupId = body.GroupId, LinkageKind = body.Kind == ActivityKind.LinkageActivity ? body.LinkageKind ?? "JointActivity" : null, OutsidePartners = body.OutsidePartners,
                Serves = body.ServesTask, PartnerIds = body.PartnerIds ?? [], Agenda = body.Agenda ?? [], Invited = body.Invited ?? [], DespiteConflicts = true,
            },
            actor, cancel);
        if (decision.Fact is not { } planned)
        {
            return AsApi(decision.Refusal!).ToProblem();
        }
        var sheet = await activities.Find(planned.SubjectId, actor, cancel);
        return decision.ToCreated($"/api/v1/activities/{planned.SubjectId}", _ => ActivityDetailView.Of(sheet!));
    }

    private static async Task<IResult> Change(Guid id, ActivityChangeBody body, HttpRequest request, ChangeAction action, ActivityQuery activities, ActivityPageQuery pages, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        var now = open.Activity.Details;
        var to = now with
        {
            Title = body.Title ?? now.Title, StartsAt = body.StartsAt?.ToUniversalTime() ?? now.StartsAt, EndsAt = body.EndsAt?.ToUniversalTime() ?? now.EndsAt,
            Place = body.Place ?? now.Place, OnlineLink = body.OnlineLink ?? now.OnlineLink, HostMemberId = body.HostMemberId ?? now.HostMemberId,
        };
        var decision = await action.Run(id, to, body.Agenda, version, actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            return AsApi(refusal).ToProblem();
        }
        var sheet = await pages.Find(id, actor, cancel);
        return Answer.WithVersion(ActivityDetailView.Of(sheet!), sheet!.Activity.Version);
    }

    private static async Task<IResult> Announce(Guid id, HttpRequest request, AnnounceAction action, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version ? (await action.Run(id, version, CostSeen.Of(request.Query[CostSeen.Field]), actor, cancel)).ToOk(f => new ActivityMoved(f.SubjectId, ActivityState.Announced), version + 1) : Answer.VersionMissing;

    private static async Task<IResult> Cancel(Guid id, ActivityCancelBody body, HttpRequest request, CancelAction action, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var decision = await action.Run(id, body.Reason, version, actor, cancel);
        return decision.Refusal is { } refusal ? AsApi(refusal).ToProblem() : decision.ToOk(f => new ActivityMoved(f.SubjectId, ActivityState.Cancelled), version + 1);
    }

    private static async Task<IResult> OpenRoll(Guid id, HttpRequest request, OpenRollAction action, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version ? (await action.Run(id, version, actor, cancel)).ToOk(f => new ActivityMoved(f.SubjectId, ActivityState.RollOpen), version + 1) : Answer.VersionMissing;

    private static async Task<IResult> CloseRoll(Guid id, HttpRequest request, CloseRollAction action, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version ? (await action.Run(id, version, actor, cancel)).ToOk(f => new ActivityMoved(f.SubjectId, ActivityState.Held), version + 1) : Answer.VersionMissing;

    private static async Task<IResult> Attendance(Guid id, ActivityPageQuery activities, Actor actor, CancellationToken cancel) =>
        await activities.Find(id, actor, cancel) is { } sheet
            ? Results.Ok(new Listing<AttendanceView>([.. sheet.Roll.Where(a => sheet.Open.SeesRoll || a.MemberId == actor.MemberId).Select(AttendanceView.Of)], null))
            : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> OneAttendance(Guid id, Guid member, ActivityPageQuery activities, Actor actor, CancellationToken cancel) =>
        await activities.Find(id, actor, cancel) is { } sheet && (sheet.Open.SeesRoll || member == actor.MemberId) && sheet.Roll.FirstOrDefault(a => a.MemberId == member) is { } line
            ? Answer.WithVersion(AttendanceView.Of(line), line.Version)
            : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> Mark(Guid id, Guid member, AttendanceMarkBody body, HttpRequest request, MarkAction action, ZhijianDb db, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var decision = await action.Run(id, member, body.Status, null, version, actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }
        var line = await db.Attendances.FindAsync([id, member], cancel);
        return Answer.WithVersion(AttendanceView.Of(line!), line!.Version);
    }

    /// <summary>Fields are named as in the JSON.</summary>
    private static Refusal AsApi(Refusal refusal) =>
        refusal.InBody(("Day", "startsAt"), ("From", "startsAt"), ("Until", "endsAt"), ("Host", "hostMemberId"), ("Group", "groupId"), ("Partners", "partnerIds"));

    private static bool Read<TEnum>(string? text, out TEnum? value)
        where TEnum : struct, Enum
    {
        value = Enum.TryParse<TEnum>(text, out var read) && Enum.IsDefined(read) ? read : null;
        return string.IsNullOrEmpty(text) || value is not null;
    }
}

/// <summary>One activity by id, for programs: a single round trip where a post of the viewer covers it.</summary>
internal sealed class ActivityRecordQuery(Fence fence)
{
    /// <summary>Null where no post covers it; then the longer way finds out whether another relation does.</summary>
    public async Task<ActivityDetailView?> Find(Guid id, Actor actor, CancellationToken cancel)
    {
        if (fence.IsOpen || actor.Posts.Count == 0)
        {
            return null;
        }
        return await fence.Once(
            """
            select a.path, a.kind, a.state, a.title, a.starts_at, a.ends_at, a.place, a.online_link, a.organisation_id, o.name, a.version, a.host_member_id, a.linkage_kind, a.outside_partners, a.cancel_reason,
              array(select title from agenda_item i where i.activity_id = a.id order by ordinal),
              (select array[count(*) filter (where not t.is_observer), count(*) filter (where not t.is_observer and t.status in ('Present', 'PresentOnline')),
                count(*) filter (where not t.is_observer and t.status = 'OnLeave'), count(*) filter (where not t.is_observer and t.status in ('Absent', 'MadeUp'))]::int[] from attendance t where t.activity_id = a.id),
              a.partners = 0 and a.linkage_kind is null
            from activity a left join organisation o on o.id = a.organisation_id where a.id = $1
            """,
            p => p.AddWithValue(id),
            async (reader, token) =>
            {
                // Counts of a joint activity need rows of other organisations: they are behind the pass.
                if (!await reader.ReadAsync(token) || !actor.May(ActivityActs.See, reader.GetString(0)) || !reader.GetBoolean(17))
                {
                    return null;
                }
                var counts = reader.GetFieldValue<int[]>(16);
                string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
                return new ActivityDetailView(
                    id, Enum.Parse<ActivityKind>(reader.GetString(1)), Enum.Parse<ActivityState>(reader.GetString(2)), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5),
                    Text(6), Text(7), reader.GetGuid(8), Text(9), reader.GetInt32(10), reader.GetGuid(11), Text(12), Text(13), Text(14), reader.GetFieldValue<string[]>(15), new CountsView(counts[0], counts[1], counts[2], counts[3]));
            },
            cancel);
    }
}

/// <summary>What is planned.</summary>
public sealed record ActivityPlanBody(Guid OrganisationId, ActivityKind Kind, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    public string? Place { get; init; }

    public string? OnlineLink { get; init; }

    public Guid? HostMemberId { get; init; }

    public Guid? GroupId { get; init; }

    public string? LinkageKind { get; init; }

    /// <summary>The learning task that it serves.</summary>
    public Guid? ServesTask { get; init; }

    public IReadOnlyList<Guid>? PartnerIds { get; init; }

    public string? OutsidePartners { get; init; }

    public IReadOnlyList<string>? Agenda { get; init; }

    public IReadOnlyList<Guid>? Invited { get; init; }
}

/// <summary>What changes; left out stays.</summary>
public sealed record ActivityChangeBody(string? Title = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? Place = null, string? OnlineLink = null, Guid? HostMemberId = null, IReadOnlyList<string>? Agenda = null);

/// <summary>Why it is called off.</summary>
public sealed record ActivityCancelBody(string Reason);

/// <summary>How somebody attended.</summary>
public sealed record AttendanceMarkBody(AttendanceStatus Status);

/// <summary>An activity in a list.</summary>
public sealed record ActivityView(Guid Id, ActivityKind Kind, ActivityState State, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Place, Guid OrganisationId, string? OrganisationName)
{
    internal static ActivityView Of(ActivityLine line) => new(line.Id, Enum.Parse<ActivityKind>(line.Kind), Enum.Parse<ActivityState>(line.State), line.Title, line.StartsAt, line.EndsAt, line.Place, line.OrganisationId, line.OrganisationName);
}

/// <summary>One activity.</summary>
public sealed record ActivityDetailView(
    Guid Id, ActivityKind Kind, ActivityState State, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Place, string? OnlineLink, Guid OrganisationId, string? OrganisationName, int Version,
    Guid HostMemberId, string? LinkageKind, string? OutsidePartners, string? CancelReason, IReadOnlyList<string> Agenda, CountsView Counts)
{
    internal static ActivityDetailView Of(ActivitySheet sheet)
    {
        var a = sheet.Activity;
        return new ActivityDetailView(
            a.Id, a.Kind, a.State, a.Title, a.StartsAt, a.EndsAt, a.Place, a.OnlineLink, a.OrganisationId, sheet.Organisations.FirstOrDefault(o => o.IsHost)?.Name, a.Version, a.HostMemberId, a.LinkageKind, a.OutsidePartners, a.CancelReason,
            [.. sheet.Agenda.Select(i => i.Title)], new CountsView(sheet.Counts.Expected, sheet.Counts.Present, sheet.Roll.Count(r => !r.IsObserver && r.Status == AttendanceStatus.OnLeave), sheet.Counts.Absent));
    }
}

/// <summary>How many were expected, present, on leave, absent, as the roll says now.</summary>
public sealed record CountsView(int Expected, int Present, int OnLeave, int Absent);

/// <summary>One line of the roll; id is the member, version what If-Match names when marking it.</summary>
public sealed record AttendanceView(Guid Id, string Name, Guid OrganisationId, bool IsObserver, bool Votes, AttendanceAnswer? Answer, AttendanceStatus? Status, DateTimeOffset? MarkedAt, int Version)
{
    internal static AttendanceView Of(Attendance a) => new(a.MemberId, a.Name, a.OrganisationId, a.IsObserver, a.Votes, a.Answer, a.Status, a.MarkedAt, a.Version);
}

/// <summary>Where the activity stands after the move.</summary>
public sealed record ActivityMoved(Guid Id, ActivityState State);
