using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>How a paper stands. Whether it can be taken now also depends on its days.</summary>
public enum PaperState
{
    Draft,
    Open,

    /// <summary>Taken back; what was handed in stays.</summary>
    Withdrawn,
}

/// <summary>When those who handed in see what was right, and why.</summary>
public enum AnswersShown
{
    AfterHandIn,
    AfterClosing,
    Never,
}

/// <summary>A rule by which questions are drawn.</summary>
/// <param name="Category">With all below it; empty: any.</param>
/// <param name="Mark">What each counts for.</param>
public sealed record DrawRule(int Count, string Category, Difficulty? Difficulty, QuestionKind? Kind, decimal Mark);

/// <summary>A question that stands in every copy of a paper.</summary>
public sealed record FixedQuestion(Guid QuestionId, decimal Mark);

/// <summary>An edition of a question.</summary>
public sealed record EditionOf(Guid QuestionId, int Number);

/// <summary>What a paper is made of.</summary>
public sealed record PaperPlan(IReadOnlyList<FixedQuestion> Fixed, IReadOnlyList<DrawRule> Draws)
{
    public static readonly PaperPlan Empty = new([], []);

    public int Count => Fixed.Count + Draws.Sum(d => d.Count);

    public decimal Points => Fixed.Sum(f => f.Mark) + Draws.Sum(d => d.Count * d.Mark);
}

/// <summary>The editions that a plan stood for on the day the paper was opened: everybody's copy is drawn from these.</summary>
/// <param name="Draws">For each rule the editions it may take.</param>
public sealed record PaperPool(IReadOnlyList<EditionOf> Fixed, IReadOnlyList<IReadOnlyList<EditionOf>> Draws)
{
    public static readonly PaperPool Empty = new([], []);
}

/// <summary>A question of one person's copy.</summary>
public sealed record DrawnQuestion(Guid QuestionId, int Number, decimal Mark);

/// <summary>A paper that an organisation sets for its members and those below it.</summary>
public sealed class Paper
{
    public const int LongestTitle = 80;
    public const int LongestNote = 2000;
    public const int MostQuestions = 100;
    public const int MostAttempts = 20;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required string Title { get; set; }

    /// <summary>Markdown: what it is about, what may be used.</summary>
    public string Note { get; set; } = "";

    public PaperPlan Plan { get; set; } = PaperPlan.Empty;

    public PaperPool Pool { get; set; } = PaperPool.Empty;

    /// <summary>How many questions a copy has.</summary>
    public int Questions { get; set; }

    /// <summary>What they count for together.</summary>
    public decimal Points { get; set; }

    /// <summary>From how many points on it is passed.</summary>
    public decimal PassMark { get; set; }

    public bool ShufflesQuestions { get; set; } = true;

    public bool ShufflesOptions { get; set; } = true;

    /// <summary>How often one may hand in; 0: as often as one likes.</summary>
    public int Attempts { get; set; } = 1;

    public bool OpenBook { get; set; }

    /// <summary>Whether everybody it is for is asked to hand in.</summary>
    public bool IsRequired { get; set; }

    public AnswersShown Shows { get; set; }

    /// <summary>For which kinds of members (<see cref="Rules.MemberCategory"/>); empty: all.</summary>
    public List<string> Kinds { get; set; } = [];

    public DateTimeOffset? OpensAt { get; set; }

    /// <summary>The hour from which no answer is taken any more.</summary>
    public DateTimeOffset? ClosesAt { get; set; }

    public PaperState State { get; set; }

    /// <summary>Why it was withdrawn.</summary>
    public string? Answer { get; set; }

    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    public static Decision<PaperDrafted> Draft(PaperDraft draft, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, out Paper? paper)
    {
        paper = null;
        if (draft.WhyWrong() is { } wrong)
        {
            return wrong;
        }
        paper = new Paper { Path = path, OrganisationId = organisation, OrganisationName = organisationName, Title = "", CreatedBy = actor.MemberId, CreatedAt = now };
        paper.Take(draft);
        return new PaperDrafted(paper.Id, path, paper.Title);
    }

    public Decision<PaperChanged> Change(PaperDraft draft, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State != PaperState.Draft ? PaperRefusals.NotADraft : draft.WhyWrong()) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        Saves++;
        return new PaperChanged(Id, Path, Title);
    }

    /// <summary>Other questions stand in every copy from now on.</summary>
    public Decision<PaperChanged> Pick(PaperPlan plan, int seen)
    {
        var refusal = seen != Version ? PlatformRefusals.Stale : State != PaperState.Draft ? PaperRefusals.NotADraft : plan.Count > MostQuestions ? PaperRefusals.TooManyQuestions.With(MostQuestions) : null;
        if (refusal is not null)
        {
            return refusal;
        }
        (Plan, Questions, Points) = (plan, plan.Count, plan.Points);
        Saves++;
        return new PaperChanged(Id, Path, Title);
    }

    /// <summary>Why it can't be opened now; null where it can.</summary>
    public Refusal? WhyNotOpen(DateTimeOffset now) => State != PaperState.Draft ? PaperRefusals.NotADraft : Plan.Count == 0 ? PaperRefusals.NoQuestions : PassMark > Plan.Points ? PaperRefusals.BadPassMark.With(Plan.Points) : ClosesAt <= now ? PaperRefusals.ClosesInThePast : null;

    /// <summary>Opens it to those it is for: from now on everybody's copy is drawn from these editions.</summary>
    public Decision<PaperOpened> Open(PaperPool pool, int seen, DateTimeOffset now)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotOpen(now)) is { } refusal)
        {
            return refusal;
        }
        if (pool.Fixed.Count < Plan.Fixed.Count)
        {
            return PaperRefusals.GoneQuestions.With(Plan.Fixed.Count - pool.Fixed.Count);
        }
        for (var i = 0; i < Plan.Draws.Count; i++)
        {
            // A question that two rules may take goes to the first.
            var free = pool.Draws[i].Except(pool.Fixed).Count() - Plan.Draws.Take(i).Where((d, j) => pool.Draws[j].Intersect(pool.Draws[i]).Any()).Sum(d => d.Count);
            if (free < Plan.Draws[i].Count)
            {
                return PaperRefusals.TooFewToDraw.With(i + 1, Plan.Draws[i].Count, Math.Max(0, free));
            }
        }
        (Pool, Questions, Points, State) = (pool, Plan.Count, Plan.Points, PaperState.Open);
        return new PaperOpened(Id, Path, Title);
    }

    /// <summary>Takes it back; nobody begins it any more.</summary>
    public Decision<PaperWithdrawn> Withdraw(string? reason, int seen)
    {
        var why = reason?.Trim() ?? "";
        var refusal = seen != Version ? PlatformRefusals.Stale : State != PaperState.Open ? PaperRefusals.NotOpen
            : PlatformRefusals.WhyNotReason(why, BankQuestion.LongestNote);
        if (refusal is not null)
        {
            return refusal;
        }
        (State, Answer) = (PaperState.Withdrawn, why);
        return new PaperWithdrawn(Id, Path, Title, why);
    }

    /// <summary>Whether answers are taken at this moment; null where they are.</summary>
    public Refusal? WhyNotAnswer(DateTimeOffset now) => WhyNotAnswer(State, OpensAt, ClosesAt, now);

    internal static Refusal? WhyNotAnswer(PaperState state, DateTimeOffset? opensAt, DateTimeOffset? closesAt, DateTimeOffset now) =>
        state != PaperState.Open ? PaperRefusals.NotOpen : now < opensAt ? PaperRefusals.NotYetOpen : now >= closesAt ? PaperRefusals.Closed : null;

    public bool ShowsAnswers(DateTimeOffset now) => Shows == AnswersShown.AfterHandIn || (Shows == AnswersShown.AfterClosing && (now >= ClosesAt || State == PaperState.Withdrawn));

    public bool IsFor(string memberKind) => Kinds.Count == 0 || Kinds.Contains(memberKind);

    /// <summary>Why this person can't begin another copy now; null where they can.</summary>
    public Refusal? WhyNotBegin(string memberKind, int handedIn, DateTimeOffset now) =>
        !IsFor(memberKind) ? PaperRefusals.NotForYou : WhyNotAnswer(now) is { } refusal ? refusal == PaperRefusals.Closed ? PaperRefusals.ClosedToAll : refusal : (Attempts > 0 && handedIn >= Attempts ? PaperRefusals.NoAttemptLeft.With(Attempts) : null);

    /// <summary>One person's copy, by a number that is kept.</summary>
    public IReadOnlyList<DrawnQuestion> Copy(long seed)
    {
        var draw = new SeededDraw(SeededDraw.At(seed, 0));
        List<DrawnQuestion> copy = [.. Pool.Fixed.Zip(Plan.Fixed, (edition, question) => new DrawnQuestion(edition.QuestionId, edition.Number, question.Mark))];
        HashSet<Guid> taken = [.. copy.Select(q => q.QuestionId)];
        foreach (var (rule, pool) in Plan.Draws.Zip(Pool.Draws))
        {
            foreach (var edition in draw.Mixed(pool.Count).Select(i => pool[i]).Where(e => !taken.Contains(e.QuestionId)).Take(rule.Count).ToList())
            {
                taken.Add(edition.QuestionId);
                copy.Add(new DrawnQuestion(edition.QuestionId, edition.Number, rule.Mark));
            }
        }
        return ShufflesQuestions ? [.. draw.Mixed(copy.Count).Select(i => copy[i])] : copy;
    }

    private void Take(PaperDraft draft)
    {
        (Title, Note, Plan, Questions, Points) = (draft.Title!.Trim(), draft.Note?.Trim() ?? "", draft.Plan, draft.Plan.Count, draft.Plan.Points);
        (PassMark, Attempts, Kinds, Shows) = (draft.PassMark!.Value, draft.Attempts!.Value, [.. PaperDraft.KindsOf(draft.Kinds)], draft.Shows);
        (ShufflesQuestions, ShufflesOptions, OpenBook, IsRequired) = (draft.ShufflesQuestions, draft.ShufflesOptions, draft.OpenBook, draft.IsRequired);
        (OpensAt, ClosesAt) = (draft.OpensAt, draft.ClosesAt);
    }
}

/// <summary>What somebody types who sets a paper.</summary>
public sealed record PaperDraft(string? Title, string? Note, PaperPlan Plan, decimal? PassMark, int? Attempts, IReadOnlyList<string>? Kinds, AnswersShown Shows, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt)
{
    private const decimal MostPoints = 10_000;

    public bool ShufflesQuestions { get; init; }

    public bool ShufflesOptions { get; init; }

    public bool OpenBook { get; init; }

    public bool IsRequired { get; init; }

    public Refusal? WhyWrong() =>
        string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
        : Title.Trim().Length > Paper.LongestTitle ? PlatformRefusals.TooLong.With(Paper.LongestTitle).At("Form.Title")
        : Note?.Length > Paper.LongestNote ? PlatformRefusals.TooLong.With(Paper.LongestNote).At("Form.Note")
        : Plan.Count > Paper.MostQuestions ? PaperRefusals.TooManyQuestions.With(Paper.MostQuestions)
        : PassMark is not (>= 0 and <= MostPoints) ? PaperRefusals.NoPassMark.At("Form.PassMark")
        : Attempts is not (>= 0 and <= Paper.MostAttempts) ? PaperRefusals.BadAttempts.With(Paper.MostAttempts).At("Form.Attempts")
        : OpensAt is not null && ClosesAt <= OpensAt ? PaperRefusals.ClosesBeforeItOpens.At("Form.ClosesAt")
        : Shows == AnswersShown.AfterClosing && ClosesAt is null ? PaperRefusals.NeverCloses.At("Form.Shows")
        : null;

    /// <summary>The kinds among what was given, in their usual order.</summary>
    public static IEnumerable<string> KindsOf(IEnumerable<string>? given) => Enum.GetNames<Rules.MemberCategory>().Intersect(given ?? [], StringComparer.Ordinal);
}

/// <summary>A paper was begun.</summary>
public sealed record PaperDrafted(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A paper was written anew.</summary>
public sealed record PaperChanged(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>Those it is for can take the paper.</summary>
public sealed record PaperOpened(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A paper was taken back.</summary>
public sealed record PaperWithdrawn(Guid SubjectId, string OrganisationPath, string Title, string Reason) : IFact;

/// <summary>A person began a copy of a paper or marked something on it. Which, what and where is nobody else's business, so the trace says neither.</summary>
public sealed record OwnPaperWritten(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A person handed in a paper. What they answered and what it earned stands nowhere in the trace.</summary>
public sealed record PaperHandedIn(Guid SubjectId, string OrganisationPath, Guid PaperId) : IFact;

/// <summary>A person practised what they had wrong; the trace says neither what nor how it went.</summary>
public sealed record OwnPracticeDone(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Why something with a paper can't be done.</summary>
public static class PaperRefusals
{
    public static readonly Refusal NotADraft = new("papers.not-a-draft");
    public static readonly Refusal NotOpen = new("papers.not-open");
    public static readonly Refusal NotYetOpen = new("papers.not-yet-open");
    public static readonly Refusal NoQuestions = new("papers.no-questions");
    public static readonly Refusal ClosesInThePast = new("papers.closes-in-the-past");

    /// <summary>The closing hour is over; the values are how many answers were kept before it, of how many questions.</summary>
    public static readonly Refusal Closed = new("papers.closed");

    /// <summary>The closing hour is over; nobody begins any more.</summary>
    public static readonly Refusal ClosedToAll = new("papers.closed-to-all");

    public static readonly Refusal NotForYou = new("papers.not-for-you");

    /// <summary>The value is how often one may hand in.</summary>
    public static readonly Refusal NoAttemptLeft = new("papers.no-attempt-left");

    /// <summary>The copy was handed in; answers are taken no more.</summary>
    public static readonly Refusal HandedInAlready = new("papers.handed-in-already");

    /// <summary>Questions of the plan that no paper may take any more; the value is how many.</summary>
    public static readonly Refusal GoneQuestions = new("papers.gone-questions");

    /// <summary>The values: which rule, how many it asks for, how many there are.</summary>
    public static readonly Refusal TooFewToDraw = new("papers.too-few-to-draw");

    public static readonly Refusal TooManyQuestions = new("papers.too-many-questions", RefusalKind.BadInput);

    /// <summary>The value is the number of points that can be had.</summary>
    public static readonly Refusal BadPassMark = new("papers.bad-pass-mark", RefusalKind.BadInput);

    public static readonly Refusal NoPassMark = new("papers.no-pass-mark", RefusalKind.BadInput);

    public static readonly Refusal BadAttempts = new("papers.bad-attempts", RefusalKind.BadInput);
    public static readonly Refusal ClosesBeforeItOpens = new("papers.closes-before-it-opens", RefusalKind.BadInput);
    public static readonly Refusal NeverCloses = new("papers.never-closes", RefusalKind.BadInput);

    /// <summary>A line of the plan can't be read; the value is its number.</summary>
    public static readonly Refusal BadRule = new("papers.bad-rule", RefusalKind.BadInput);

    /// <summary>A question that people would have to mark, is gone or out of reach, or counts for nothing; the value is its number in the plan.</summary>
    public static readonly Refusal BadQuestion = new("papers.bad-question", RefusalKind.BadInput);
}
