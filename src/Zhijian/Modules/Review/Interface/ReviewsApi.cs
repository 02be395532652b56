using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Review.Routing;
using Zhijian.Modules.Review.Show;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Interface;

/// <summary>Reviews over the open interface: the same inbox, cases and decisions as the pages.</summary>
internal static class ReviewsApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/reviews").WithTags("Reviews");
        group.MapGet("", Inbox).Allow(AllowAttribute.SignedIn)
            .WithSummary("Records that wait for your decision, oldest first.").Produces<Listing<ReviewItem>>();
        group.MapGet("/{id:guid}", One).Allow(AllowAttribute.SignedIn)
            .WithSummary("One case: its state, versions, checks, differences and trail. The ETag is the version that If-Match must name.").Produces<ReviewView>();
        group.MapPost("/{id:guid}/accept", Accept).Allow(AllowAttribute.SignedIn)
            .WithSummary("Accepts at the waiting layer; after the last the record is filed. Needs If-Match and Idempotency-Key.").Produces<ReviewMoved>();
        group.MapPost("/{id:guid}/return", Return).Allow(AllowAttribute.SignedIn)
            .WithSummary("Returns the record to its author, or to an earlier layer. Needs If-Match and Idempotency-Key.").Produces<ReviewMoved>();
        group.MapPost("/{id:guid}/withdraw", Withdraw).Allow(AllowAttribute.SignedIn)
            .WithSummary("The author takes the record back. Needs If-Match and Idempotency-Key.").Produces<ReviewMoved>();
        group.MapPost("/{id:guid}/undo", Undo).Allow(AllowAttribute.SignedIn)
            .WithSummary("Takes your last decision back, for ten minutes and while nobody acted after. Needs If-Match and Idempotency-Key.").Produces<ReviewMoved>();
    }

    private static async Task<IResult> Inbox(InboxQuery query, ReviewerQuery reviewers, Actor actor, string? kind, string? after, int? limit, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(after) && InboxQuery.Starts(after) is null)
        {
            return PlatformRefusals.NotReadable.At("after").ToProblem();
        }
        if (limit is < 1 or > MostItems)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        var list = await query.Of(await reviewers.Of(actor, cancel), new InboxFilter(kind, false), after, limit ?? 50, cancel);
        return Results.Ok(new Listing<ReviewItem>([.. list.Items.Select(ReviewItem.Of)], list.Next));
    }

    private static async Task<IResult> One(Guid id, CaseDetailQuery query, Actor actor, CancellationToken cancel) =>
        await query.Of(id, null, actor, cancel) is { } detail ? Answer.WithVersion(ReviewView.Of(detail), detail.Case.Version) : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> Accept(Guid id, AcceptBody? body, HttpRequest request, AcceptAction accept, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version
            ? (await accept.Run(id, version, body?.Note, actor, cancel)).ToOk(Moved(version), version + 1)
            : Answer.VersionMissing;

    private static async Task<IResult> Return(Guid id, ReturnBody body, HttpRequest request, ReturnAction back, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version
            ? (await back.Run(id, version, body.ToLayer, body.Note, [.. (body.Fields ?? []).Select(f => new FieldNote(f.Field ?? "", f.Note ?? ""))], actor, cancel)).ToOk(Moved(version), version + 1)
            : Answer.VersionMissing;

    private static async Task<IResult> Withdraw(Guid id, HttpRequest request, WithdrawAction withdraw, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version
            ? (await withdraw.Run(id, version, actor, cancel)).ToOk(Moved(version), version + 1)
            : Answer.VersionMissing;

    private static async Task<IResult> Undo(Guid id, HttpRequest request, UndoAction undo, Actor actor, CancellationToken cancel) =>
        request.ExpectedVersion() is { } version
            ? (await undo.Run(id, version, actor, cancel)).ToOk(Moved(version), version + 1)
            : Answer.VersionMissing;

    private static Func<CaseFact, object> Moved(int before) => fact => new ReviewMoved(fact.Case.CaseId, fact.GetType().Name, fact switch
    {
        CaseAccepted accepted => accepted.NextLayer,
        CaseReturned { ToLayer: { } layer } => layer,
        DecisionUndone undone => undone.Layer,
        _ => null,
    }, before + 1);
}

/// <summary>What an acceptance may carry.</summary>
/// <param name="Note">A remark for the trail, at most 2,000 characters.</param>
internal sealed record AcceptBody(string? Note);

/// <summary>Why a record goes back.</summary>
/// <param name="ToLayer">An earlier layer; leave out for the author.</param>
/// <param name="Note">What has to change; needed unless a field has a note.</param>
/// <param name="Fields">Notes on single fields of the record.</param>
internal sealed record ReturnBody(int? ToLayer, string? Note, IReadOnlyList<FieldNoteBody>? Fields);

/// <summary>A note on one field, by the field's key.</summary>
internal sealed record FieldNoteBody(string? Field, string? Note);

/// <summary>What a decision led to.</summary>
/// <param name="Happened">CaseAccepted, CaseApproved, CaseReturned, CaseWithdrawn or DecisionUndone.</param>
/// <param name="Layer">The layer whose turn it is now; null where it is nobody's.</param>
internal sealed record ReviewMoved(Guid Id, string Happened, int? Layer, int Version);

/// <summary>A record that waits for you.</summary>
internal sealed record ReviewItem(Guid Id, string RecordKind, string Title, Guid OrganisationId, string OrganisationName, int Layer, int Submission, DateTimeOffset WaitingSince, bool AllChecksPassed, bool HoldsSensitiveData, int Version)
{
    public static ReviewItem Of(InboxRow row) =>
        new(row.Id, row.RecordKind, row.Title, row.OrganisationId, row.OrganisationName, row.Layer, row.LastSubmission, row.Since, row.AllChecksPassed, row.HoldsSensitiveData, row.Version);
}

/// <summary>One case.</summary>
internal sealed record ReviewView(
    Guid Id, string RecordKind, Guid SubjectId, string Title, Guid OrganisationId, string State, int Layer, int Version, int Submission, DateTimeOffset SubmittedAt, string SubmittedBy,
    IReadOnlyList<ReviewField> Fields, IReadOnlyList<AutomaticCheck> Checks, IReadOnlyList<ReviewChange> Changes, IReadOnlyList<ReviewLayerView> Layers, IReadOnlyList<ReviewStepView> Trail)
{
    public static ReviewView Of(CaseDetail detail)
    {
        var of = detail.Case;
        return new ReviewView(
            of.Id, of.RecordKind, of.SubjectId, of.Title, of.OrganisationId, of.State.ToString(), of.Layer, of.Version, of.LastSubmission, detail.Latest.At, detail.Latest.ByName,
            detail.Latest.Content.Fields, detail.Latest.Checks,
            [.. (detail.Difference?.Fields ?? []).Where(f => f.Kind != FieldChange.Unchanged).Select(f => new ReviewChange(f.Key, f.Kind.ToString(), Whole(f.Before), Whole(f.After)))],
            [.. of.Route.Layers.Select(l => new ReviewLayerView(l.Ordinal, l.Kind.ToString(), [.. l.Posts.Select(p => p.ToString())], l.OrganisationId, of.StandingOf(l.Ordinal).ToString()))],
            [.. of.Steps.Select(s => new ReviewStepView(s.Number, s.Move.ToString(), s.ByName, s.InPost?.ToString(), s.At, s.RuleVersion, s.Note, s.FieldNotes, of.Stands(s)))]);
    }

    private static string Whole(IReadOnlyList<Piece> pieces) => string.Concat(pieces.Select(p => p.Text));
}

/// <summary>A field that changed against the filed version, or against the version before.</summary>
internal sealed record ReviewChange(string Field, string Kind, string Before, string After);

/// <summary>One layer of the chain and how it stands.</summary>
internal sealed record ReviewLayerView(int Ordinal, string Kind, IReadOnlyList<string> Posts, Guid OrganisationId, string Standing);

/// <summary>One line of the trail; <paramref name="Stands"/> is false where it was taken back.</summary>
internal sealed record ReviewStepView(int Number, string Move, string By, string? InPost, DateTimeOffset At, string Rule, string Note, IReadOnlyList<FieldNote> FieldNotes, bool Stands);
