using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>How a reported comment stands.</summary>
public enum MisuseState
{
    /// <summary>Waits for a moderator.</summary>
    Open,

    /// <summary>It stays.</summary>
    Kept,

    /// <summary>It was hidden; its writer may appeal.</summary>
    Hidden,

    /// <summary>Its writer appealed; somebody above decides.</summary>
    Appealed,

    /// <summary>The appeal was granted: it is in sight again.</summary>
    Restored,

    /// <summary>The appeal was refused: it stays hidden.</summary>
    Upheld,

    /// <summary>Its writer took the comment back; there is nothing left to decide.</summary>
    Ended,
}

/// <summary>
/// What becomes of a comment that readers reported: a moderator, who neither wrote nor reported it, decides with a reason that its writer is shown; the writer appeals once, and somebody above who
/// had no part in it decides. Each comment has one case at most.
/// </summary>
public sealed class MisuseCase
{
    public const int LongestReason = 500;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the organisation whose article it is about.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required Guid CommentId { get; init; }

    public required Guid ArticleId { get; init; }

    public required string ArticleTitle { get; init; }

    /// <summary>The reason of the first report.</summary>
    public required MisuseReason Reason { get; init; }

    public required Guid WriterId { get; init; }

    public required string WriterName { get; set; }

    /// <summary>The comment's words as they were reported; while it is hidden they stand here alone, for moderators and the writer.</summary>
    public required string Text { get; set; }

    public MisuseState State { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public Guid? DecidedBy { get; set; }

    public string? DecidedByName { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>How far below the root the post stands by which it was decided; the committee's is 1.</summary>
    public int? DecidedDepth { get; set; }

    /// <summary>Why it was decided so; its writer reads it.</summary>
    public string? Decision { get; set; }

    /// <summary>What its writer says to that.</summary>
    public string? Appeal { get; set; }

    public DateTimeOffset? AppealedAt { get; set; }

    public Guid? AppealDecidedBy { get; set; }

    public string? AppealDecidedByName { get; set; }

    public DateTimeOffset? AppealDecidedAt { get; set; }

    public string? AppealDecision { get; set; }

    /// <summary>When nothing was left to decide, unless its writer appeals; its term runs from then.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>A reader reports a comment.</summary>
    /// <param name="rule">Of the reason; null where what was sent is none.</param>
    /// <param name="open">The comment's case; null where there is none yet.</param>
    /// <param name="before">Whether this person reported it already.</param>
    /// <param name="it">The case, begun where there was none.</param>
    public static Decision<CommentReported> Report(ArticleComment comment, MisuseRule? rule, string? note, MisuseCase? open, bool before, Actor actor, DateTimeOffset now, out MisuseCase? it, out MisuseReport? report)
    {
        (it, report) = (open, null);
        if (WhyNotReport(comment, actor) is { } never)
        {
            return never;
        }
        var words = note?.Trim() ?? "";
        var refusal = rule is null ? PlatformRefusals.Required.At("Form.Reason")
            : words.Length > LongestReason ? PlatformRefusals.TooLong.With(LongestReason).At("Form.Note")
            : open is not null && open.State != MisuseState.Open ? ConversationRefusals.DecidedAlready
            : before ? ConversationRefusals.ReportedAlready
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        it ??= new MisuseCase
        {
            Id = Guid.CreateVersion7(now), Path = comment.Path, OrganisationId = comment.OrganisationId, CommentId = comment.Id, ArticleId = comment.ArticleId, ArticleTitle = comment.ArticleTitle, Reason = rule!.Reason,
            WriterId = comment.MemberId, WriterName = comment.MemberName, Text = comment.Text, OpenedAt = now,
        };
        if (rule!.HidesAtOnce)
        {
            it.Text = comment.Hide();
        }
        report = new MisuseReport { CaseId = it.Id, MemberId = actor.MemberId, Path = it.Path, Reason = rule.Reason, Note = words, At = now };
        return new CommentReported(it.Id, it.Path, rule.Reason, rule.HidesAtOnce) { Rule = rule.Rule.ToString() };
    }

    /// <summary>Why this person can't report it; null where they can.</summary>
    public static Refusal? WhyNotReport(ArticleComment comment, Actor actor) =>
        actor.MemberId == Guid.Empty ? ConversationRefusals.MembersOnly : comment.State != CommentState.Shown ? ConversationRefusals.NotShown : comment.MemberId == actor.MemberId ? ConversationRefusals.OwnComment : null;

    /// <summary>Why this person can't decide it now; null where they can.</summary>
    /// <param name="reported">Whether they reported it themselves.</param>
    public Refusal? WhyNotDecide(bool reported, Actor actor) =>
        !actor.May(ConversationActs.Moderate, Path) ? PlatformRefusals.NotYours
        : State != MisuseState.Open ? ConversationRefusals.DecidedAlready
        : reported || actor.MemberId == WriterId || actor.MemberId == Guid.Empty ? ConversationRefusals.Concerned
        : null;

    /// <summary>A moderator decides.</summary>
    /// <param name="hides">Null where nothing was chosen.</param>
    public Decision<ReportDecided> Decide(ArticleComment comment, bool? hides, string? why, bool reported, int seen, Actor actor, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotDecide(reported, actor) ?? (hides is null ? PlatformRefusals.Required.At("Form.Outcome") : WhyNoReason(why, "Form.Why"))) is { } refusal)
        {
            return refusal;
        }
        (State, DecidedBy, DecidedByName, DecidedAt, DecidedDepth, Decision) = (hides == true ? MisuseState.Hidden : MisuseState.Kept, actor.MemberId, actor.Name, now, Depth(actor.PostThatMay(ConversationActs.Moderate, Path)), why!.Trim());
        ClosedAt = now;
        if (hides == true && comment.State == CommentState.Shown)
        {
            Text = comment.Hide();
        }
        if (hides == false)
        {
            PutBack(comment);
        }
        return new ReportDecided(Id, Path, State);
    }

    /// <summary>Why its writer can't appeal now; null where they can.</summary>
    public Refusal? WhyNotAppeal(AppealRule rule, Actor actor, DateTimeOffset now) =>
        actor.MemberId != WriterId || State != MisuseState.Hidden ? ConversationRefusals.NothingToAppeal : now > DecidedAt!.Value.AddDays(rule.WithinDays) ? ConversationRefusals.AppealOver.With(rule.WithinDays) : null;

    /// <summary>Its writer appeals, once.</summary>
    public Decision<DecisionAppealed> AppealIt(string? why, AppealRule rule, int seen, Actor actor, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotAppeal(rule, actor, now) ?? WhyNoReason(why, "Form.Why")) is { } refusal)
        {
            return refusal;
        }
        (State, Appeal, AppealedAt, ClosedAt) = (MisuseState.Appealed, why!.Trim(), now, null);
        return new DecisionAppealed(Id, Path);
    }

    /// <summary>Why this person can't decide the appeal; null where they can. It is decided above whoever decided first; at the committee, by somebody else there.</summary>
    public Refusal? WhyNotDecideAppeal(bool reported, Actor actor) =>
        !actor.May(ConversationActs.DecideAppeals, Path) ? PlatformRefusals.NotYours
        : State != MisuseState.Appealed ? ConversationRefusals.NoAppeal
        : reported || actor.MemberId == WriterId || actor.MemberId == DecidedBy || actor.MemberId == Guid.Empty ? ConversationRefusals.Concerned
        : actor.Posts.Any(p => p.Covers(ConversationActs.DecideAppeals, Path) && (Depth(p) < DecidedDepth || (Depth(p) == 1 && DecidedDepth == 1))) ? null
        : ConversationRefusals.NotAbove;

    /// <summary>Somebody above decides the appeal; after that nothing is left to decide.</summary>
    public Decision<AppealDecided> DecideAppeal(ArticleComment comment, bool? hides, string? why, bool reported, int seen, Actor actor, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotDecideAppeal(reported, actor) ?? (hides is null ? PlatformRefusals.Required.At("Form.Outcome") : WhyNoReason(why, "Form.Why"))) is { } refusal)
        {
            return refusal;
        }
        (State, AppealDecidedBy, AppealDecidedByName, AppealDecidedAt, AppealDecision, ClosedAt) = (hides == true ? MisuseState.Upheld : MisuseState.Restored, actor.MemberId, actor.Name, now, why!.Trim(), now);
        if (hides == false)
        {
            PutBack(comment);
        }
        return new AppealDecided(Id, Path, State);
    }

    /// <summary>The comment was taken back: its words are nowhere any more, and what is open is over.</summary>
    public void End(DateTimeOffset now)
    {
        Text = "";
        if (State is MisuseState.Open or MisuseState.Appealed)
        {
            (State, ClosedAt) = (MisuseState.Ended, now);
        }
    }

    private void PutBack(ArticleComment comment)
    {
        if (comment.State == CommentState.Hidden)
        {
            comment.ShowAgain(Text);
        }
        Text = "";
    }

    private static int Depth(HeldPost? post) => post?.Path.Count(c => c == '.') ?? 1;

    private static Refusal? WhyNoReason(string? why, string field) =>
        string.IsNullOrWhiteSpace(why) ? PlatformRefusals.Required.At(field) : why.Trim().Length > LongestReason ? PlatformRefusals.TooLong.With(LongestReason).At(field) : null;
}

/// <summary>That a reader reported a comment. Its writer never learns who.</summary>
public sealed class MisuseReport
{
    public required Guid CaseId { get; init; }

    /// <summary>Who reported.</summary>
    public required Guid MemberId { get; init; }

    public required string Path { get; set; }

    public required MisuseReason Reason { get; init; }

    /// <summary>What they said to it; empty where nothing.</summary>
    public required string Note { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A reader reported a comment.</summary>
public sealed record CommentReported(Guid SubjectId, string OrganisationPath, MisuseReason Reason, bool HiddenAtOnce) : IFact, IDecidedByRule
{
    public string? Rule { get; init; }
}

/// <summary>A moderator decided about a reported comment.</summary>
public sealed record ReportDecided(Guid SubjectId, string OrganisationPath, MisuseState Outcome) : IFact;

/// <summary>A writer appealed.</summary>
public sealed record DecisionAppealed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>An appeal was decided.</summary>
public sealed record AppealDecided(Guid SubjectId, string OrganisationPath, MisuseState Outcome) : IFact;
