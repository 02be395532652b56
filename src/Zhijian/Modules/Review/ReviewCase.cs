using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>
/// One record on its way through its layers: what was submitted, who decided what, and whose turn it is.
/// What may follow what stands in <see cref="ReviewMoves"/>; this class adds who may and what it leaves behind.
/// </summary>
public sealed class ReviewCase
{
    public const int LongestNote = 2000;

    private readonly List<Submission> _submissions = [];
    private readonly List<ReviewStep> _steps = [];

    private ReviewCase()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>What kind of record it is, in the words of the module that owns it: <c>activity-record</c>.</summary>
    public string RecordKind { get; private init; } = "";

    /// <summary>The record under review.</summary>
    public Guid SubjectId { get; private init; }

    public Guid OrganisationId { get; private init; }

    /// <summary>Path of the record's organisation, for the fence.</summary>
    public string Path { get; private set; } = "";

    public string Title { get; private set; } = "";

    /// <summary>Who submitted last; returned notes go there.</summary>
    public Guid AuthorMemberId { get; private set; }

    /// <summary>Everybody who submitted a version; none of them decides it.</summary>
    public List<Guid> AuthorMemberIds { get; private set; } = [];

    /// <summary>Whom the record is about; none of them decides it.</summary>
    public List<Guid> AboutMemberIds { get; private set; } = [];

    public bool HoldsSensitiveData { get; private set; }

    public bool AllChecksPassed { get; private set; }

    /// <summary>The filed case this one corrects, for the comparison with what is filed.</summary>
    public Guid? CorrectsCaseId { get; private init; }

    public ReviewRoute Route { get; private set; } = null!;

    public ReviewState State { get; private set; }

    /// <summary>The layer whose turn it is; for a case that waits nowhere, the one it left last.</summary>
    public int Layer { get; private set; }

    /// <summary>The organisation at which the waiting layer's post sits; null while the case waits nowhere.</summary>
    public Guid? WaitingAtOrganisationId { get; private set; }

    /// <summary>The posts of the waiting layer; any holder at that organisation may decide.</summary>
    public List<string> WaitingPosts { get; private set; } = [];

    /// <summary>Who can't decide the waiting layer whatever post they hold: authors, those it is about, and who decided another layer under four eyes.</summary>
    public List<Guid> ClosedTo { get; private set; } = [];

    public DateTimeOffset WaitingSince { get; private set; }

    public bool Escalated { get; private set; }

    /// <summary>The colleague asked to decide the waiting layer.</summary>
    public Guid? DeputyId { get; private set; }

    /// <summary>The reviewer who asked.</summary>
    public Guid? DeputyFor { get; private set; }

    /// <summary>Number of the latest submitted version.</summary>
    public int LastSubmission { get; private set; }

    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>Counts every change; a move made on an older picture is refused.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<Submission> Submissions => _submissions;

    public IReadOnlyList<ReviewStep> Steps => _steps;

    public bool IsWaiting => State == ReviewState.Waiting;

    public bool AtLastLayer => IsWaiting && Layer == Route.Last;

    public CaseLayer? WaitingLayer => IsWaiting ? Route.At(Layer) : null;

    public Submission? Latest => _submissions.Find(s => s.Number == LastSubmission);

    /// <summary>The case as it is kept, for reading: nothing that is decided on it is written back.</summary>
    internal static ReviewCase Kept(CaseRow row, IEnumerable<ReviewStep> steps, IEnumerable<Submission> submissions)
    {
        var kept = new ReviewCase
        {
            Id = row.Id,
            RecordKind = row.RecordKind,
            SubjectId = row.SubjectId,
            OrganisationId = row.OrganisationId,
            Path = row.Path,
            Title = row.Title,
            AuthorMemberId = row.AuthorMemberId,
            AuthorMemberIds = [.. row.AuthorMemberIds],
            AboutMemberIds = [.. row.AboutMemberIds],
            HoldsSensitiveData = row.HoldsSensitiveData,
            AllChecksPassed = row.AllChecksPassed,
            CorrectsCaseId = row.CorrectsCaseId,
            Route = row.ReadRoute(),
            State = row.State,
            Layer = row.Layer,
            WaitingAtOrganisationId = row.WaitingAtOrganisationId,
            WaitingPosts = [.. row.WaitingPosts],
            ClosedTo = [.. row.ClosedTo],
            WaitingSince = row.WaitingSince,
            Escalated = row.Escalated,
            DeputyId = row.DeputyId,
            DeputyFor = row.DeputyFor,
            LastSubmission = row.LastSubmission,
            SubmittedAt = row.SubmittedAt,
            Version = row.Version,
        };
        kept._steps.AddRange(steps);
        kept._submissions.AddRange(submissions);
        return kept;
    }

    /// <summary>A case about a record that is not submitted yet.</summary>
    public static ReviewCase About(string recordKind, Guid subjectId, Guid organisationId, string organisationPath, Guid? correctsCaseId = null, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        RecordKind = recordKind,
        SubjectId = subjectId,
        OrganisationId = organisationId,
        Path = organisationPath,
        CorrectsCaseId = correctsCaseId,
    };

    /// <summary>Hands in a version, the first or the next; it goes to the first layer whose post somebody holds.</summary>
    public Decision<CaseSubmitted> Submit(Submitting what, ReviewRoute route, IReadOnlySet<int> vacant, int expectedVersion, DateTimeOffset now)
    {
        CheckRoute(route);
        if (WhyNot(ReviewMove.Submit, expectedVersion) is { } refusal)
        {
            return refusal;
        }
        Route = route;
        Title = what.Title;
        AuthorMemberId = what.ByMemberId;
        AuthorMemberIds = [.. AuthorMemberIds.Append(what.ByMemberId).Distinct()];
        AboutMemberIds = [.. what.AboutMemberIds.Distinct()];
        HoldsSensitiveData = what.HoldsSensitiveData;
        AllChecksPassed = what.Checks.All(c => c.Passed);
        SubmittedAt = now;
        LastSubmission++;
        _submissions.Add(Submission.Of(Id, Path, LastSubmission, what, now));
        Moved();
        Step(ReviewMove.Submit, Towards(ReviewMove.Submit, now), new StepBy(what.ByMemberId, what.ByName), now);
        PassVacantLayers(vacant, now);
        return new CaseSubmitted(Head, what.ByMemberId, Layer);
    }

    /// <summary>Accepts at the waiting layer: on to the next one, or, after the last, filed (then the fact is <see cref="CaseApproved"/>).</summary>
    public Decision<CaseFact> Accept(Reviewer reviewer, IReadOnlySet<int> vacant, int expectedVersion, DateTimeOffset now, string note = "")
    {
        if ((WhyNot(ReviewMove.Accept, expectedVersion) ?? WhyNotReview(reviewer) ?? WhyNotNote(note)) is { } refusal)
        {
            return refusal;
        }
        var layer = Layer;
        Moved();
        Step(ReviewMove.Accept, Towards(ReviewMove.Accept, now), By(reviewer) with { Note = note.Trim() }, now);
        PassVacantLayers(vacant, now);
        return State == ReviewState.Approved
            ? new CaseApproved(Head, reviewer.MemberId, layer)
            : new CaseAccepted(Head, reviewer.MemberId, layer, Layer);
    }

    /// <summary>Accepts as one of several at once; only where nothing asks for a closer look.</summary>
    public Decision<CaseFact> AcceptInBulk(Reviewer reviewer, IReadOnlySet<int> vacant, int expectedVersion, DateTimeOffset now, string note = "")
    {
        if (WhyNotInBulk() is { } refusal)
        {
            return refusal;
        }
        return Accept(reviewer, vacant, expectedVersion, now, note);
    }

    /// <summary>Sends the record back to its author with what has to change.</summary>
    public Decision<CaseReturned> ReturnToAuthor(Reviewer reviewer, string note, IReadOnlyList<FieldNote> fieldNotes, int expectedVersion, DateTimeOffset now)
    {
        var notes = Written(fieldNotes);
        if ((WhyNot(ReviewMove.ReturnToAuthor, expectedVersion) ?? WhyNotReview(reviewer) ?? WhyNotReturn(note, notes)) is { } refusal)
        {
            return refusal;
        }
        var layer = Layer;
        Moved();
        Step(ReviewMove.ReturnToAuthor, Towards(ReviewMove.ReturnToAuthor, now), By(reviewer) with { Note = note.Trim(), FieldNotes = notes }, now);
        return new CaseReturned(Head, reviewer.MemberId, layer, null, note.Trim(), notes);
    }

    /// <summary>Sends the case back to an earlier layer with what has to be looked at again.</summary>
    public Decision<CaseReturned> ReturnToLayer(Reviewer reviewer, int toLayer, string note, IReadOnlyList<FieldNote> fieldNotes, int expectedVersion, DateTimeOffset now)
    {
        var notes = Written(fieldNotes);
        if ((WhyNot(ReviewMove.ReturnToLayer, expectedVersion) ?? WhyNotReview(reviewer) ?? WhyNotTo(toLayer) ?? WhyNotReturn(note, notes)) is { } refusal)
        {
            return refusal;
        }
        var layer = Layer;
        Moved();
        Step(ReviewMove.ReturnToLayer, Towards(ReviewMove.ReturnToLayer, now, toLayer), By(reviewer) with { Note = note.Trim(), FieldNotes = notes }, now);
        return new CaseReturned(Head, reviewer.MemberId, layer, toLayer, note.Trim(), notes);
    }

    /// <summary>The author takes the record back, as long as it is not filed.</summary>
    public Decision<CaseWithdrawn> Withdraw(Guid memberId, string name, int expectedVersion, DateTimeOffset now)
    {
        if (WhyNot(ReviewMove.Withdraw, expectedVersion) is { } refusal)
        {
            return refusal;
        }
        if (!AuthorMemberIds.Contains(memberId))
        {
            return ReviewRefusals.NotTheAuthor;
        }
        Moved();
        Step(ReviewMove.Withdraw, Towards(ReviewMove.Withdraw, now), new StepBy(memberId, name), now);
        return new CaseWithdrawn(Head, memberId);
    }

    /// <summary>A reviewer asks a colleague to decide the waiting layer in their place.</summary>
    public Decision<CaseDelegated> Delegate(Reviewer reviewer, Reviewer deputy, string note, int expectedVersion, DateTimeOffset now)
    {
        if ((WhyNot(ReviewMove.Delegate, expectedVersion) ?? WhyNotReview(reviewer) ?? WhyNotDeputy(reviewer, deputy) ?? WhyNotNote(note)) is { } refusal)
        {
            return refusal;
        }
        var place = Towards(ReviewMove.Delegate, now) with { DeputyId = deputy.MemberId, DeputyFor = reviewer.MemberId };
        Moved();
        Step(ReviewMove.Delegate, place, By(reviewer) with { ToMemberId = deputy.MemberId, Note = note.Trim() }, now);
        return new CaseDelegated(Head, reviewer.MemberId, Layer, deputy.MemberId);
    }

    /// <summary>This layer waited longer than its limit: somebody of a layer above may decide in its place, once per wait.</summary>
    /// <param name="to">Who may decide in place of the layer; null where four eyes leave nobody, then the case only waits and the trail says so.</param>
    public Decision<CaseEscalated> Escalate(int waitedWorkingDays, int expectedVersion, DateTimeOffset now, Guid? to = null)
    {
        if (WhyNot(ReviewMove.Escalate, expectedVersion) is { } refusal)
        {
            return refusal;
        }
        if (Escalated)
        {
            return ReviewRefusals.AlreadyEscalated;
        }
        if (waitedWorkingDays <= Route.At(Layer).LimitWorkingDays)
        {
            return ReviewRefusals.NotOverdue;
        }
        var place = Towards(ReviewMove.Escalate, now) with { Escalated = true };
        Moved();
        Step(ReviewMove.Escalate, to is null ? place : place with { DeputyId = to, DeputyFor = null }, StepBy.Rule with { ToMemberId = to }, now);
        return new CaseEscalated(Head, Layer, Layer < Route.Last ? Layer + 1 : null, waitedWorkingDays) { ToMemberId = to };
    }

    /// <summary>Goes on without the waiting layer, whose post nobody holds any more, where the chain allows it.</summary>
    public Decision<LayerSkipped> SkipVacant(IReadOnlySet<int> vacant, int expectedVersion, DateTimeOffset now)
    {
        if (WhyNot(ReviewMove.SkipVacant, expectedVersion) is { } refusal)
        {
            return refusal;
        }
        var layer = Layer;
        if (!MaySkip(layer, vacant))
        {
            return ReviewRefusals.LayerNeverSkipped;
        }
        Moved();
        PassVacantLayers(vacant, now);
        return new LayerSkipped(Head, layer, Layer);
    }

    /// <summary>The tree changed: the same layers, decided where the organisation hangs now.</summary>
    public Decision<CaseRerouted> Reroute(string organisationPath, ReviewRoute route, int expectedVersion, DateTimeOffset now)
    {
        CheckRoute(route);
        if (WhyNot(ReviewMove.Reroute, expectedVersion) is { } refusal)
        {
            return refusal;
        }
        Path = organisationPath;
        Route = route;
        Moved();
        Step(ReviewMove.Reroute, Towards(ReviewMove.Reroute, now) with { Layer = Math.Min(Layer, route.Last) }, StepBy.Rule, now);
        return new CaseRerouted(Head, Layer);
    }

    /// <summary>Takes one's own last decision back, within the time the chain gives and while nobody acted after.</summary>
    public Decision<DecisionUndone> Undo(Reviewer reviewer, int expectedVersion, DateTimeOffset now)
    {
        if ((WhyNot(ReviewMove.Undo, expectedVersion) ?? WhyNotUndo(reviewer.MemberId, now)) is { } refusal)
        {
            return refusal;
        }
        var undone = Undoable(reviewer.MemberId)!;
        var wasApproval = State == ReviewState.Approved;
        var before = Towards(ReviewMove.Undo, now, undone: undone);
        Moved();
        Step(ReviewMove.Undo, before, new StepBy(reviewer.MemberId, reviewer.Name, CapacityOf(undone)) { TakesBackFrom = undone.Number }, now);
        return new DecisionUndone(Head, reviewer.MemberId, Layer, undone.Move, wasApproval);
    }

    /// <summary>Why this person may not decide the case now, or null if they may. Draws the button, guards the move.</summary>
    public Refusal? WhyNotReview(Reviewer reviewer)
    {
        if (!IsWaiting)
        {
            return ReviewMoves.From(State, ReviewMove.Accept).Refusal;
        }
        if (AuthorMemberIds.Contains(reviewer.MemberId))
        {
            return ReviewRefusals.OwnRecord;
        }
        if (AboutMemberIds.Contains(reviewer.MemberId))
        {
            return ReviewRefusals.AboutYourself;
        }
        if (CapacityFor(reviewer) is null)
        {
            return ReviewRefusals.NotYourLayer;
        }
        return DecidedAnotherLayer(reviewer.MemberId, Layer) ? ReviewRefusals.DecidedAnotherLayer : null;
    }

    /// <summary>Why the case can't be accepted together with others, or null if it can.</summary>
    public Refusal? WhyNotInBulk()
    {
        if (HoldsSensitiveData)
        {
            return ReviewRefusals.HoldsSensitiveData;
        }
        return AllChecksPassed && Latest is { Checks.Count: > 0 } ? null : ReviewRefusals.ChecksNotAllPassed;
    }

    /// <summary>Why this person can't take a decision back now, or null if they can.</summary>
    public Refusal? WhyNotUndo(Guid memberId, DateTimeOffset now)
    {
        if (ReviewMoves.From(State, ReviewMove.Undo).Refusal is { } refusal)
        {
            return refusal;
        }
        if (Undoable(memberId) is not { } step)
        {
            return _steps.Any(s => Stands(s) && s.IsDecision && s.ByMemberId == memberId) ? ReviewRefusals.SomebodyActedAfter : ReviewRefusals.NothingToUndo;
        }
        return now - step.At > TimeSpan.FromMinutes(Route.UndoMinutes) ? ReviewRefusals.UndoTooLate.With(Route.UndoMinutes) : null;
    }

    /// <summary>
    /// Who of the layers above may decide the waiting one in its place: nearest layer first, holders before their deputies. Under four eyes whoever decides here
    /// is closed to the layer they come from, so somebody else must be left there.
    /// </summary>
    /// <param name="eligible">For a layer, those who could decide it today: holders of its posts and who stands in for them.</param>
    public Guid? WhoDecidesInPlace(Func<int, IReadOnlyList<Guid>> eligible)
    {
        for (var above = Layer + 1; above <= Route.Last; above++)
        {
            var there = eligible(above).Where(m => CouldDecide(m, Layer) && !eligible(Layer).Contains(m)).Distinct().ToList();
            var fourEyes = WantsFourEyes(Layer) || WantsFourEyes(above);
            foreach (var candidate in there)
            {
                if (!fourEyes || eligible(above).Any(m => m != candidate && CouldDecide(m, above)))
                {
                    return candidate;
                }
            }
        }
        return null;
    }

    /// <summary>Whether the person could decide the given layer if it were its turn: not their own record, not about them, no second layer.</summary>
    public bool CouldDecide(Guid memberId, int layer) =>
        !AuthorMemberIds.Contains(memberId) && !AboutMemberIds.Contains(memberId) && !DecidedAnotherLayer(memberId, layer);

    /// <summary>Whether a step still counts: no undo took it back.</summary>
    public bool Stands(ReviewStep step) => !_steps.Any(u => u.TakesBackFrom <= step.Number && step.Number < u.Number);

    /// <summary>What happened since somebody read the case at this version: what the second of two reviewers is shown.</summary>
    public IEnumerable<ReviewStep> StepsSince(int version) => _steps.Where(s => s.CaseVersion > version);

    /// <summary>The last notes with which the record came back, if its author has not answered them yet or has just done so.</summary>
    public ReviewStep? LastReturn => _steps.LastOrDefault(s => Stands(s) && s.Move is ReviewMove.ReturnToAuthor or ReviewMove.ReturnToLayer);

    /// <summary>How a layer stands in the present round, for the chain's bars and the trail.</summary>
    public LayerStanding StandingOf(int layer)
    {
        if (State == ReviewState.Approved || (IsWaiting && layer < Layer))
        {
            var last = _steps.LastOrDefault(s => Stands(s) && s.FromLayer == layer && s.Move is ReviewMove.Accept or ReviewMove.SkipVacant);
            return last?.Move == ReviewMove.SkipVacant ? LayerStanding.Skipped : LayerStanding.Accepted;
        }
        return layer == Layer && IsWaiting ? LayerStanding.Waiting : LayerStanding.Ahead;
    }

    private CaseHead Head => new(Id, RecordKind, SubjectId, OrganisationId, Path, Title, LastSubmission, Route.RuleVersion);

    private Place Here => new(State, Layer, WaitingSince, Escalated, DeputyId, DeputyFor);

    private Refusal? WhyNot(ReviewMove move, int expectedVersion) =>
        expectedVersion != Version ? ReviewRefusals.ChangedMeanwhile : ReviewMoves.From(State, move).Refusal;

    /// <summary>Only the notes in which something is written; a ticked field without words names nothing to change.</summary>
    private static List<FieldNote> Written(IReadOnlyList<FieldNote> notes) =>
        [.. notes.Where(n => !string.IsNullOrWhiteSpace(n.Note)).Select(n => n with { Note = n.Note.Trim() })];

    private static Refusal? WhyNotNote(string note) => note.Length > LongestNote ? ReviewRefusals.NoteTooLong.With(LongestNote) : null;

    private Refusal? WhyNotReturn(string note, List<FieldNote> notes)
    {
        if (string.IsNullOrWhiteSpace(note) && notes.Count == 0)
        {
            return ReviewRefusals.NoteMissing;
        }
        if (notes.Any(n => n.Note.Length > LongestNote))
        {
            return ReviewRefusals.NoteTooLong.With(LongestNote);
        }
        var content = Latest!.Content;
        return notes.All(n => content.Has(n.Field)) ? WhyNotNote(note) : ReviewRefusals.UnknownField;
    }

    private Refusal? WhyNotTo(int layer)
    {
        if (layer < 1 || layer >= Layer)
        {
            return ReviewRefusals.NotAnEarlierLayer;
        }
        return StandingOf(layer) == LayerStanding.Skipped ? ReviewRefusals.SkippedLayer : null;
    }

    private Refusal? WhyNotDeputy(Reviewer reviewer, Reviewer deputy)
    {
        if (deputy.MemberId == reviewer.MemberId || !CouldDecide(deputy.MemberId, Layer))
        {
            return ReviewRefusals.DeputyMayNotDecide;
        }
        return deputy.HoldsPostAtOrAbove(Route.At(Layer).OrganisationPath) ? null : ReviewRefusals.DeputyOutsideScope;
    }

    /// <summary>How this person comes to decide the waiting layer: asked by name, by post, for an absent colleague, or because it waited too long.</summary>
    private Capacity? CapacityFor(Reviewer reviewer)
    {
        var layer = Route.At(Layer);
        if (reviewer.PostFor(layer) is { } post)
        {
            return new Capacity(post.Kind, post.OrganisationId, null);
        }
        if (DeputyId == reviewer.MemberId && DeputyFor is null && Route.Layers.Skip(Layer).Select(l => reviewer.PostFor(l) ?? reviewer.StandsInFor.Select(s => s.Post).FirstOrDefault(p => p.Decides(l))).FirstOrDefault(p => p is not null) is { } from)
        {
            return new Capacity(from.Kind, from.OrganisationId, null);
        }
        if (DeputyId == reviewer.MemberId)
        {
            return new Capacity(layer.Posts[0], layer.OrganisationId, DeputyFor);
        }
        if (reviewer.StandsInFor.FirstOrDefault(s => s.Post.Decides(layer) && CouldDecide(s.AbsentMemberId, Layer)) is { } standIn)
        {
            return new Capacity(standIn.Post.Kind, standIn.Post.OrganisationId, standIn.AbsentMemberId);
        }
        // Where four eyes are asked for, the layer above keeps its own turn and may only remind.
        if (Escalated && !layer.FourEyes && Layer < Route.Last && !Route.At(Layer + 1).FourEyes && reviewer.PostFor(Route.At(Layer + 1)) is { } above)
        {
            return new Capacity(above.Kind, above.OrganisationId, null);
        }
        return null;
    }

    private static Capacity? CapacityOf(ReviewStep step) =>
        step.InPost is { } post && step.AtOrganisationId is { } organisation ? new Capacity(post, organisation, step.InPlaceOf) : null;

    private bool DecidedAnotherLayer(Guid memberId, int layer) =>
        DecidersOfOtherLayers(layer).Contains(memberId);

    private IEnumerable<Guid> DecidersOfOtherLayers(int layer) =>
        _steps.Where(s => s.IsDecision && s.FromLayer != layer && (WantsFourEyes(layer) || WantsFourEyes(s.FromLayer)) && Stands(s)).Select(s => s.ByMemberId!.Value);

    private bool WantsFourEyes(int layer) => layer <= Route.Last && Route.At(layer).FourEyes;

    /// <summary>This person's decision, if only the program acted after it.</summary>
    private ReviewStep? Undoable(Guid memberId)
    {
        var last = _steps.LastOrDefault(s => Stands(s) && s.Move != ReviewMove.SkipVacant && s.Move != ReviewMove.Undo);
        return last is { IsDecision: true } && last.ByMemberId == memberId ? last : null;
    }

    private StepBy By(Reviewer reviewer) => new(reviewer.MemberId, reviewer.Name, CapacityFor(reviewer));

    /// <summary>The place to which the table sends this move from here.</summary>
    private Place Towards(ReviewMove move, DateTimeOffset now, int? toLayer = null, ReviewStep? undone = null) => ReviewMoves.From(State, move).Target switch
    {
        ReviewTarget.FirstLayer => Place.AtLayer(1, now),
        ReviewTarget.NextLayer => Place.AtLayer(Layer + 1, now),
        ReviewTarget.NextLayerOrApproved => Layer == Route.Last ? Place.Out(ReviewState.Approved, Layer, now) : Place.AtLayer(Layer + 1, now),
        ReviewTarget.EarlierLayer => Place.AtLayer(toLayer!.Value, now),
        ReviewTarget.Author => Place.Out(ReviewState.Returned, Layer, now),
        ReviewTarget.Withdrawn => Place.Out(ReviewState.Withdrawn, Layer, now),
        ReviewTarget.SamePlace => Here,
        ReviewTarget.PlaceBefore => undone!.From,
        var other => throw new InvalidOperationException($"The table has no way from {State} by {move} ({other})."),
    };

    private void PassVacantLayers(IReadOnlySet<int> vacant, DateTimeOffset now)
    {
        while (IsWaiting && MaySkip(Layer, vacant))
        {
            Step(ReviewMove.SkipVacant, Towards(ReviewMove.SkipVacant, now), StepBy.Rule, now);
        }
    }

    private bool MaySkip(int layer, IReadOnlySet<int> vacant) => layer < Route.Last && vacant.Contains(layer) && Route.At(layer).SkipWhenVacant;

    /// <summary>One move is one change of the version, with however many steps the rules add to it.</summary>
    private void Moved() => Version++;

    private void Step(ReviewMove move, Place to, StepBy by, DateTimeOffset now)
    {
        var from = Here;
        var fromKind = State == ReviewState.Waiting ? Route.At(Math.Min(Layer, Route.Last)).Kind : (ReviewLayerKind?)null;
        _steps.Add(ReviewStep.Of(this, _steps.Count + 1, move, from, fromKind, to, by, now));
        (State, Layer, WaitingSince, Escalated, DeputyId, DeputyFor) = to;
        WaitingAtOrganisationId = WaitingLayer?.OrganisationId;
        WaitingPosts = [.. (WaitingLayer?.Posts ?? []).Select(p => p.ToString())];
        ClosedTo = [.. AuthorMemberIds.Concat(AboutMemberIds).Concat(DecidersOfOtherLayers(Layer)).Distinct()];
    }

    private static void CheckRoute(ReviewRoute route)
    {
        if (route.Layers.Count is < 1 or > ReviewRoute.MostLayers)
        {
            throw new ArgumentException($"A case passes one to four layers, {route.RuleVersion} has {route.Layers.Count}.", nameof(route));
        }
        if (route.Layers.Where((l, i) => l.Ordinal != i + 1 || l.Posts.Count == 0).Any())
        {
            throw new ArgumentException($"The layers of {route.RuleVersion} are not numbered from one or name no post.", nameof(route));
        }
    }
}

/// <summary>How one layer stands in the present round.</summary>
public enum LayerStanding
{
    Ahead,
    Waiting,
    Accepted,
    Skipped,
}
