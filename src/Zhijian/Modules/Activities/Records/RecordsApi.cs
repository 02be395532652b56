using System.Globalization;
using Zhijian.Modules.Activities.Minutes;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Minutes and records for programs: the same scope and rules as the pages.</summary>
internal static class RecordsApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var activity = routes.MapGroup("/api/v1/activities/{id:guid}").WithTags("activities");
        activity.MapGet("/minutes", Minutes).Allow(AllowAttribute.SignedIn).Produces<MinutesView>().ProducesProblem(404)
            .WithSummary("The minutes of an activity").WithDescription("The ETag is the version to name in If-Match when saving; \"v0\" before the first save.");
        activity.MapPut("/minutes", SaveMinutes).Allow(AllowAttribute.SignedIn).Produces<MinutesView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428)
            .WithSummary("Save the minutes")
            .WithDescription("Replaces the minutes as a whole: items, motions and follow-ups with an id are changed, those without are added, those left out are removed. Needs If-Match and Idempotency-Key. Allowed once the roll was opened and until the record is handed in. Votes are totals only; the majority rule is applied by the program.");
        activity.MapPost("/record/submit", Submit).Allow(ActivityActs.Record).Produces<RecordView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428)
            .WithSummary("Hand the record in for review")
            .WithDescription("Needs If-Match (the version of the minutes or record) and Idempotency-Key. After the limit of the rule pack `lateReason` is required; the record is then marked as late.");
        var records = routes.MapGroup("/api/v1/records").WithTags("records");
        records.MapGet("", List).Allow(AllowAttribute.SignedIn).Produces<Listing<RecordView>>().ProducesProblem(422)
            .WithSummary("Records, the latest first")
            .WithDescription("Records inside your scope and those of activities in which you or your organisation took part. Narrow by `kind`, `month` (2026-11), `organisation` (id), `state` and `text` (title, number, filed content). Pages of `limit` (at most 200, usually 50); go on with `after` = the last page's `next`.");
        records.MapGet("/{id:guid}", One).Allow(AllowAttribute.SignedIn).Produces<RecordDetailView>().ProducesProblem(404)
            .WithSummary("One record with its content")
            .WithDescription("A filed record's fields are exactly what the review approved (fingerprint: SHA-256); otherwise they show the present state. The ETag is the record's version.");
        records.MapPost("/{id:guid}/addenda", WriteAddendum).Allow(ActivityActs.Record).Produces<RecordView>(201).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Correct a filed record by an addendum")
            .WithDescription("The addendum goes through the same review and is then shown with the record, which stays as it was. `fields` are keys of the record's fields. Needs Idempotency-Key.");
    }

    private static async Task<IResult> Minutes(Guid id, MeetingQuery meetings, Rulebook rulebook, InstitutionTime time, Actor actor, CancellationToken cancel) =>
        await meetings.Find(id, actor, cancel) is { } meeting && meeting.MayRead(actor)
            ? Answer.WithVersion(MinutesView.Of(meeting, rulebook.On(time.DayOf(meeting.Activity.StartsAt))), meeting.MinutesVersion)
            : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> SaveMinutes(Guid id, MinutesBody body, HttpRequest request, SaveMinutesAction save, MeetingQuery meetings, Rulebook rulebook, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var decision = await save.Run(id, body.ToDraft(), version, actor, cancel);
        return decision.Refusal is { } refusal ? refusal.ToProblem() : await Minutes(id, meetings, rulebook, time, actor, cancel);
    }

    private static async Task<IResult> Submit(Guid id, SubmitBody? body, HttpRequest request, SubmitRecordAction submit, RecordListQuery records, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var decision = await submit.Run(id, body?.LateReason, version, actor, cancel);
        if (decision.Fact is not { } fact)
        {
            return decision.Refusal!.ToProblem();
        }
        var row = (await records.One(fact.RecordId, cancel))!;
        return Answer.WithVersion(RecordView.Of(row), row.Version);
    }

    private static async Task<IResult> List(RecordListQuery records, Actor actor, string? kind, string? month, Guid? organisation, string? state, string? text, string? after, int? limit, CancellationToken cancel)
    {
        DateOnly first = default;
        ActivityKind known = default;
        RecordState stands = default;
        var wrong = kind is not null && !(Enum.TryParse(kind, out known) && known.ToString() == kind) ? "kind"
            : month is not null && !DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out first) ? "month"
            : state is not null && !(Enum.TryParse(state, out stands) && stands.ToString() == state) ? "state"
            : limit is < 1 or > MostItems ? "limit"
            : text is { Length: > 100 } ? "text"
            : after is { Length: > 0 } && Cursor.Read(after, 2) is null ? "after"
            : null;
        if (wrong is not null)
        {
            return PlatformRefusals.NotReadable.At(wrong).ToProblem();
        }
        var page = await records.Page(new RecordFilter(kind is null ? null : known, month is null ? null : first, organisation, text, state is null ? null : stands), after, limit ?? 50, actor, cancel);
        return Results.Ok(new Listing<RecordView>([.. page.Items.Select(RecordView.Of)], page.Next));
    }

    private static async Task<IResult> One(Guid id, FiledRecordQuery filed, HttpContext context, Actor actor, CancellationToken cancel)
    {
        if (await filed.Find(id, actor, cancel) is var (view, version))
        {
            return Answer.WithVersion(view, version);
        }
        var services = context.RequestServices;
        return await services.GetRequiredService<RecordQuery>().Find(id, actor, cancel) is { } sheet && await services.GetRequiredService<RecordListQuery>().One(id, cancel) is { } row
            ? Answer.WithVersion(RecordDetailView.Of(sheet, row), row.Version)
            : PlatformRefusals.Missing.ToProblem();
    }

    private static async Task<IResult> WriteAddendum(Guid id, AddendumBody body, WriteAddendumAction write, RecordListQuery records, Actor actor, CancellationToken cancel)
    {
        var decision = await write.Run(id, body.Text, body.Fields ?? [], actor, cancel);
        return decision.Fact is { } fact
            ? Results.Created($"/api/v1/records/{fact.RecordId}", RecordView.Of((await records.One(fact.RecordId, cancel))!))
            : decision.Refusal!.ToProblem();
    }
}

/// <summary>The minutes as a program sends them.</summary>
internal sealed record MinutesBody(IReadOnlyList<MinutesItemBody> Items)
{
    public MinutesDraft ToDraft() => new([.. (Items ?? []).Select(i => i.ToItem())]);
}

/// <summary>An agenda item.</summary>
/// <param name="Id">Of an existing item; without it a new one is added.</param>
/// <param name="Discussion">One point per entry.</param>
internal sealed record MinutesItemBody(string Title, Guid? Id = null, IReadOnlyList<string>? Discussion = null, string? Resolution = null, IReadOnlyList<MotionBody>? Motions = null, IReadOnlyList<FollowUpBody>? FollowUps = null)
{
    public MinutesItem ToItem() => new(
        Id, Title ?? "", Discussion is null ? null : string.Join('\n', Discussion), Resolution,
        [.. (Motions ?? []).Select(m => new MotionDraft(m.Id, m.Text ?? "", m.Policy, m.Yes, m.No, m.Abstain))],
        [.. (FollowUps ?? []).Select(f => new FollowUpDraft(f.Id, f.Text ?? "", f.OwnerId, f.DueOn))]);
}

/// <summary>A motion with its totals; who voted how is never kept.</summary>
/// <param name="Policy">Resolution, BranchCommittee or Development; left out: the usual rule of this kind of meeting.</param>
internal sealed record MotionBody(string Text, int Yes, int No = 0, int Abstain = 0, string? Policy = null, Guid? Id = null);

/// <summary>A task from the meeting.</summary>
/// <param name="OwnerId">A member on the activity's roll.</param>
internal sealed record FollowUpBody(string Text, Guid OwnerId, DateOnly DueOn, Guid? Id = null);

/// <summary>What handing in may carry.</summary>
internal sealed record SubmitBody(string? LateReason = null);

/// <summary>A correction of a filed record.</summary>
/// <param name="Fields">Keys of the corrected fields.</param>
internal sealed record AddendumBody(string Text, IReadOnlyList<string>? Fields = null);

/// <summary>The minutes as a program reads them.</summary>
/// <param name="Id">The activity.</param>
internal sealed record MinutesView(Guid Id, Guid? RecordId, string? SavedBy, DateTimeOffset? SavedAt, IReadOnlyList<MinutesItemView> Items)
{
    public static MinutesView Of(Meeting meeting, RulesInForce rules) => new(
        meeting.Activity.Id, meeting.Record?.Id, meeting.Record?.MinutesBy, meeting.Record?.MinutesAt,
        [.. meeting.Items.Select(i => new MinutesItemView(
            i.Id, i.Title, Meeting.Lines(i.Discussion), i.Resolution,
            [.. meeting.MotionsOf(i.Id).Select(m => MotionView.Of(m, meeting.ResultOf(m, rules)))],
            [.. meeting.FollowUpsOf(i.Id).Select(f => new FollowUpView(f.Id, f.Text, f.OwnerMemberId, f.DueOn, f.DoneAt))]))]);
}

internal sealed record MinutesItemView(Guid Id, string Title, IReadOnlyList<string> Discussion, string? Resolution, IReadOnlyList<MotionView> Motions, IReadOnlyList<FollowUpView> FollowUps);

/// <summary>A motion, its result and the rule that decided.</summary>
/// <param name="Needed">Approvals that were needed, out of <paramref name="Base"/>.</param>
internal sealed record MotionView(Guid Id, string Text, string Policy, int Yes, int No, int Abstain, VoteOutcome Outcome, int Needed, int Base, string Rule, string Clause)
{
    public static MotionView Of(Motion motion, VoteResult result) =>
        new(motion.Id, motion.Text, motion.Policy, motion.Yes, motion.No, motion.Abstain, result.Outcome, result.Needed, result.Base, result.Rule.ToString(), result.Rule.Clause);
}

internal sealed record FollowUpView(Guid Id, string Text, Guid OwnerId, DateOnly DueOn, DateTimeOffset? DoneAt);

/// <summary>A record in a list.</summary>
internal sealed record RecordView(Guid Id, string Number, ActivityKind Kind, string Title, Guid OrganisationId, string? OrganisationName, Guid ActivityId, RecordState State, DateOnly HeldOn, bool IsLate, DateTimeOffset? SubmittedAt, DateTimeOffset? FiledAt, Guid? AddendumTo, int Version)
{
    public static RecordView Of(RecordRow r) => new(r.Id, r.Number, r.Kind, r.Title, r.OrganisationId, r.OrganisationName, r.ActivityId, r.State, r.HeldOn, r.IsLate, r.SubmittedAt, r.FiledAt, r.AddendumTo, r.Version);
}

/// <summary>A record with its content.</summary>
internal sealed record RecordDetailView(RecordView Record, string? LateReason, string? AddendumText, string? Fingerprint, IReadOnlyList<RecordFieldView> Fields, IReadOnlyList<AddendumView> Addenda)
{
    /// <summary>The record's id, also at the top.</summary>
    public Guid Id => Record.Id;

    public static RecordDetailView Of(RecordSheet sheet, RecordRow row) => new(
        RecordView.Of(row), sheet.Record.LateReason, sheet.Record.AddendumText, sheet.Filed?.Fingerprint,
        RecordFieldView.Of(sheet.Content),
        [.. sheet.Addenda.Select(a => new AddendumView(a.Id, a.Number, a.State, a.AddendumText))]);
}

/// <summary>A field of a record: its key and its lines.</summary>
internal sealed record RecordFieldView(string Key, IReadOnlyList<string> Lines)
{
    public static IReadOnlyList<RecordFieldView> Of(RecordContent content) => [.. content.Fields.Select(f => new RecordFieldView(f.Key, f.Lines))];
}

internal sealed record AddendumView(Guid Id, string Number, RecordState State, string? Text);
