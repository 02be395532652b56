using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>All states × moves × people × numbers of layers, against a second, independent telling of the rules.</summary>
public sealed class ReviewMovesTests
{
    [Fact]
    public void Every_state_and_every_move_have_exactly_one_outcome()
    {
        foreach (var state in Enum.GetValues<ReviewState>())
        {
            foreach (var move in Enum.GetValues<ReviewMove>())
            {
                var outcome = ReviewMoves.From(state, move);
                Assert.True(outcome.Target is null ^ outcome.Refusal is null, $"{state} {move}");
            }
        }
    }

    [Fact]
    public void No_state_is_unreachable_and_only_an_approval_can_rest_for_ever()
    {
        var reached = new HashSet<ReviewState> { ReviewState.New };
        for (var before = -1; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var (state, move) in Pairs().Where(p => reached.Contains(p.State)).ToList())
            {
                reached.UnionWith(StatesBehind(ReviewMoves.From(state, move).Target));
            }
        }
        Assert.Equal(Enum.GetValues<ReviewState>().ToHashSet(), reached);

        var ends = Enum.GetValues<ReviewState>().Where(s => Enum.GetValues<ReviewMove>().Where(m => m != ReviewMove.Undo).All(m => ReviewMoves.From(s, m).Target is null));
        Assert.Equal([ReviewState.Approved], ends);
    }

    public static TheoryData<int, bool> Chains() => new() { { 2, true }, { 3, true }, { 4, true }, { 2, false }, { 3, false }, { 4, false } };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Each_person_at_each_place_gets_the_state_or_the_refusal_that_the_rules_say(int layers, bool fourEyes)
    {
        var tried = 0;
        foreach (var place in Places(layers))
        {
            foreach (var move in Enum.GetValues<ReviewMove>())
            {
                foreach (var person in Enum.GetValues<Person>())
                {
                    var of = CaseAt(place, layers, fourEyes);
                    var who = PersonAs(person, place, layers);
                    if (person == Person.Deputy && place.State == ReviewState.Waiting)
                    {
                        AskDeputy(of, who, place.Layer);
                    }
                    var version = of.Version;
                    var refusal = Try(of, move, who);
                    var told = Told(place, move, person, layers, fourEyes);

                    var where = $"{place} {move} {person}, {layers} layers, four eyes {fourEyes}";
                    Assert.True(told.Refusal == refusal?.Code, $"{where}: expected {told.Refusal ?? "no refusal"}, got {refusal?.Code ?? "no refusal"}");
                    Assert.True(told.To == (of.State, of.Layer), $"{where}: expected {told.To}, got {(of.State, of.Layer)}");
                    Assert.Equal(refusal is null, of.Version > version);
                    tried++;
                }
            }
        }
        Assert.Equal((layers + 4) * Enum.GetValues<ReviewMove>().Length * Enum.GetValues<Person>().Length, tried);
    }

    /// <summary>Who tries: each may differ from the others in one respect only.</summary>
    private enum Person
    {
        /// <summary>Holds the post of the waiting layer (of the first, where none waits).</summary>
        Holder,

        /// <summary>Was asked by name to decide the waiting layer.</summary>
        Deputy,

        /// <summary>Stands in for the holder, who announced an absence.</summary>
        StandIn,

        /// <summary>Stands in for the author, who holds the post but can't decide.</summary>
        StandInForAuthor,

        /// <summary>Holds the post and wrote the record.</summary>
        AuthorWithPost,

        /// <summary>Holds the post, and the record is about this person.</summary>
        SubjectWithPost,

        /// <summary>Holds the post and has decided the layer before.</summary>
        EarlierDecider,

        /// <summary>Holds the same post elsewhere.</summary>
        SamePostElsewhere,

        /// <summary>Holds the post of the next layer only.</summary>
        NextHolder,

        /// <summary>The author, without a post.</summary>
        Author,

        Outsider,
    }

    private readonly record struct Spot(ReviewState State, int Layer)
    {
        public override string ToString() => $"{State}({Layer})";
    }

    private static IEnumerable<Spot> Places(int layers) =>
        [new(ReviewState.New, 0), .. Enumerable.Range(1, layers).Select(l => new Spot(ReviewState.Waiting, l)), new(ReviewState.Returned, 1), new(ReviewState.Withdrawn, 1), new(ReviewState.Approved, layers)];

    /// <summary>The rules told a second time, from the other end: by person and move, not by table.</summary>
    private static (string? Refusal, (ReviewState, int) To) Told(Spot place, ReviewMove move, Person person, int layers, bool fourEyes)
    {
        (string?, (ReviewState, int)) No(string code) => (code, (place.State, place.Layer));
        (string?, (ReviewState, int)) Yes(ReviewState state, int layer) => (null, (state, layer));

        if (move == ReviewMove.Submit)
        {
            return place.State switch
            {
                ReviewState.Waiting => No("review.already-submitted"),
                ReviewState.Approved => No("review.already-approved"),
                _ => Yes(ReviewState.Waiting, 1),
            };
        }
        switch (place.State)
        {
            case ReviewState.New:
                return No("review.not-submitted");
            case ReviewState.Withdrawn:
                return No("review.already-withdrawn");
            case ReviewState.Approved when move != ReviewMove.Undo:
                return No("review.already-approved");
            case ReviewState.Returned when move is not (ReviewMove.Undo or ReviewMove.Withdraw):
                return No("review.with-its-author");
        }
        switch (move)
        {
            case ReviewMove.Withdraw:
                return person is Person.Author or Person.AuthorWithPost ? Yes(ReviewState.Withdrawn, place.Layer) : No("review.not-the-author");
            case ReviewMove.Escalate or ReviewMove.Reroute:
                return Yes(place.State, place.Layer);
            case ReviewMove.SkipVacant:
                return place.Layer < layers ? Yes(place.State, place.Layer + 1) : No("review.layer-never-skipped");
            case ReviewMove.Undo:
                // Everybody who decided on the way here is a "decider"; the last of them may take it back.
                var last = place switch { (ReviewState.Waiting, 1) => null, (ReviewState.Waiting, var l) => l - 1, _ => (int?)place.Layer };
                return person == Person.EarlierDecider && last is { } layer ? Yes(ReviewState.Waiting, layer) : No("review.nothing-to-undo");
        }
        var refusal = person switch
        {
            Person.AuthorWithPost or Person.Author => "review.own-record",
            Person.SubjectWithPost => "review.about-yourself",
            Person.SamePostElsewhere or Person.NextHolder or Person.Outsider or Person.StandInForAuthor => "review.not-your-layer",
            Person.EarlierDecider when place.Layer > 1 && fourEyes => "review.decided-another-layer",
            _ => null,
        };
        if (refusal is not null)
        {
            return No(refusal);
        }
        return move switch
        {
            ReviewMove.Accept => place.Layer == layers ? Yes(ReviewState.Approved, layers) : Yes(ReviewState.Waiting, place.Layer + 1),
            ReviewMove.ReturnToAuthor => Yes(ReviewState.Returned, place.Layer),
            ReviewMove.ReturnToLayer => place.Layer == 1 ? No("review.not-an-earlier-layer") : Yes(ReviewState.Waiting, 1),
            ReviewMove.Delegate => Yes(place.State, place.Layer),
            _ => throw new InvalidOperationException(move.ToString()),
        };
    }

    private static readonly ReviewCases Given = new();
    private static readonly Guid Decider = Guid.CreateVersion7();
    private static readonly Guid Deputy = Guid.CreateVersion7();

    /// <summary>A case brought to the place through its own moves; the layer before was decided by <see cref="Decider"/>.</summary>
    private static ReviewCase CaseAt(Spot place, int layers, bool fourEyes)
    {
        var route = Given.Route(layers, fourEyes);
        var of = Given.Case();
        if (place.State == ReviewState.New)
        {
            return of;
        }
        Given.Submit(of, route);
        var accepted = place.State is ReviewState.Waiting ? place.Layer - 1 : place.State == ReviewState.Approved ? layers : 0;
        for (var layer = 1; layer <= accepted; layer++)
        {
            var isLast = layer == accepted;
            Assert.Null(of.Accept(isLast ? Reviewer.Of(Decider, "乔木", Given.Post(layer)) : Given.Holder(layer), ReviewCases.NoneVacant, of.Version, Given.Now).Refusal);
        }
        if (place.State == ReviewState.Returned)
        {
            Assert.Null(of.ReturnToAuthor(Reviewer.Of(Decider, "乔木", Given.Post(1)), "请补充", [], of.Version, Given.Now).Refusal);
        }
        if (place.State == ReviewState.Withdrawn)
        {
            Assert.Null(of.Withdraw(Given.Author, "周以宁", of.Version, Given.Now).Refusal);
        }
        return of;
    }

    private static Reviewer PersonAs(Person person, Spot place, int layers)
    {
        var layer = place.State == ReviewState.Waiting ? place.Layer : 1;
        var post = Given.Post(layer);
        var somebody = Guid.CreateVersion7();
        return person switch
        {
            Person.Holder => Reviewer.Of(somebody, "甲", post),
            Person.Deputy => Reviewer.Of(Deputy, "乙", Given.PostAtTheTop),
            Person.StandIn => new Reviewer(somebody, "丙", [], [new StandIn(post, Guid.CreateVersion7())]),
            Person.StandInForAuthor => new Reviewer(somebody, "丁", [], [new StandIn(post, Given.Author)]),
            Person.AuthorWithPost => Reviewer.Of(Given.Author, "周以宁", post),
            Person.SubjectWithPost => Reviewer.Of(Given.About, "韩序", post),
            Person.EarlierDecider => Reviewer.Of(Decider, "乔木", post),
            Person.SamePostElsewhere => Reviewer.Of(somebody, "戊", post with { OrganisationId = Guid.CreateVersion7() }),
            Person.NextHolder => Reviewer.Of(somebody, "己", layer < layers ? Given.Post(layer + 1) : Given.PostAtTheTop),
            Person.Author => Reviewer.Of(Given.Author, "周以宁"),
            _ => Reviewer.Of(somebody, "庚"),
        };
    }

    private static void AskDeputy(ReviewCase of, Reviewer who, int layer) => Assert.Null(of.Delegate(Given.Holder(layer), who, "", of.Version, Given.Now).Refusal);

    private static Refusal? Try(ReviewCase of, ReviewMove move, Reviewer who)
    {
        var none = ReviewCases.NoneVacant;
        return move switch
        {
            ReviewMove.Submit => of.Submit(Given.Submitting(), of.Route ?? Given.Route(2), none, of.Version, Given.Now).Refusal,
            ReviewMove.Accept => of.Accept(who, none, of.Version, Given.Now).Refusal,
            ReviewMove.ReturnToAuthor => of.ReturnToAuthor(who, "请补充", [], of.Version, Given.Now).Refusal,
            ReviewMove.ReturnToLayer => of.ReturnToLayer(who, 1, "请再看", [], of.Version, Given.Now).Refusal,
            ReviewMove.Withdraw => of.Withdraw(who.MemberId, who.Name, of.Version, Given.Now).Refusal,
            ReviewMove.Delegate => of.Delegate(who, Reviewer.Of(Guid.CreateVersion7(), "辛", Given.PostAtTheTop), "", of.Version, Given.Now).Refusal,
            ReviewMove.Escalate => of.Escalate(99, of.Version, Given.Now).Refusal,
            ReviewMove.SkipVacant => of.SkipVacant(new HashSet<int> { of.Layer }, of.Version, Given.Now).Refusal,
            ReviewMove.Reroute => of.Reroute("1.2.9.", of.Route ?? Given.Route(2), of.Version, Given.Now).Refusal,
            ReviewMove.Undo => of.Undo(who, of.Version, Given.Now).Refusal,
            _ => throw new InvalidOperationException(move.ToString()),
        };
    }

    private static IEnumerable<(ReviewState State, ReviewMove Move)> Pairs() =>
        from state in Enum.GetValues<ReviewState>() from move in Enum.GetValues<ReviewMove>() select (state, move);

    private static ReviewState[] StatesBehind(ReviewTarget? target) => target switch
    {
        ReviewTarget.FirstLayer or ReviewTarget.NextLayer or ReviewTarget.EarlierLayer => [ReviewState.Waiting],
        ReviewTarget.NextLayerOrApproved => [ReviewState.Waiting, ReviewState.Approved],
        ReviewTarget.Author => [ReviewState.Returned],
        ReviewTarget.Withdrawn => [ReviewState.Withdrawn],
        _ => [],
    };
}
