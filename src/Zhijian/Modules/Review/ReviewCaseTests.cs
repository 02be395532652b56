using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

public sealed class ReviewCaseTests
{
    private readonly ReviewCases _given = new();

    private DateTimeOffset Now => _given.Now;

    [Fact]
    public void A_submission_is_a_numbered_version_with_a_fingerprint_that_later_versions_leave_alone()
    {
        var of = _given.WaitingAt(1, _given.Route(3));
        var first = of.Latest!;
        of.ReturnToAuthor(_given.Holder(1), "请补充讨论要点", [], of.Version, Now);

        var decision = of.Submit(_given.Submitting("图书馆座位管理", "朋辈帮扶"), _given.Route(3), ReviewCases.NoneVacant, of.Version, Now.AddHours(1));

        Assert.Equal(2, decision.Fact!.Case.Submission);
        Assert.Equal([1, 2], of.Submissions.Select(s => s.Number));
        Assert.NotEqual(first.Fingerprint, of.Latest!.Fingerprint);
        Assert.True(first.IsIntact && of.Latest.IsIntact);
        Assert.Equal(["图书馆座位管理"], first.Content.Fields[1].Lines);
    }

    [Fact]
    public void The_last_layer_approves_and_the_others_pass_on()
    {
        var of = _given.WaitingAt(1, _given.Route(2));

        var passed = of.Accept(_given.Holder(1), ReviewCases.NoneVacant, of.Version, Now);
        var approved = of.Accept(_given.Holder(2), ReviewCases.NoneVacant, of.Version, Now);

        Assert.Equal(2, Assert.IsType<CaseAccepted>(passed.Fact).NextLayer);
        Assert.Equal(of.SubjectId, Assert.IsType<CaseApproved>(approved.Fact).SubjectId);
        Assert.Null(of.WaitingAtOrganisationId);
    }

    [Fact]
    public void A_vacant_layer_is_passed_over_and_the_trail_says_so()
    {
        var of = _given.Case();

        var decision = of.Submit(_given.Submitting(), _given.Route(4), new HashSet<int> { 1, 2 }, 0, Now);

        Assert.Equal(3, decision.Fact!.Layer);
        Assert.Equal([ReviewMove.Submit, ReviewMove.SkipVacant, ReviewMove.SkipVacant], of.Steps.Select(s => s.Move));
        Assert.Equal([LayerStanding.Skipped, LayerStanding.Skipped, LayerStanding.Waiting, LayerStanding.Ahead], Enumerable.Range(1, 4).Select(of.StandingOf));
        Assert.All(of.Steps.Skip(1), s => Assert.Null(s.ByMemberId));
    }

    [Fact]
    public void A_vacant_layer_waits_where_the_chain_does_not_let_it_be_skipped_and_the_last_one_always_does()
    {
        var strict = _given.Case();
        strict.Submit(_given.Submitting(), _given.Route(3, skipWhenVacant: false), new HashSet<int> { 1 }, 0, Now);
        var last = _given.Case();
        last.Submit(_given.Submitting(), _given.Route(2), new HashSet<int> { 1, 2 }, 0, Now);

        Assert.Equal(1, strict.Layer);
        Assert.Equal(2, last.Layer);
        Assert.Equal("review.layer-never-skipped", last.SkipVacant(new HashSet<int> { 2 }, last.Version, Now).Refusal?.Code);
    }

    [Fact]
    public void A_return_needs_words_and_may_name_only_fields_of_the_record()
    {
        var of = _given.WaitingAt(1, _given.Route(2));

        Assert.Equal(("review.note-missing", "note"), Answer(of.ReturnToAuthor(_given.Holder(1), " ", [new FieldNote("points", "  ")], of.Version, Now)));
        Assert.Equal(("review.unknown-field", "fields"), Answer(of.ReturnToAuthor(_given.Holder(1), "", [new FieldNote("salary", "?")], of.Version, Now)));
        Assert.Equal(("review.note-too-long", "note"), Answer(of.ReturnToAuthor(_given.Holder(1), new string('长', ReviewCase.LongestNote + 1), [], of.Version, Now)));
        Assert.Equal(("review.note-too-long", "note"), Answer(of.Accept(_given.Holder(1), ReviewCases.NoneVacant, of.Version, Now, new string('长', ReviewCase.LongestNote + 1))));

        var fact = of.ReturnToAuthor(_given.Holder(1), "", [new FieldNote("points", " 请写明新进展 ")], of.Version, Now).Fact!;
        Assert.True(fact.ToAuthor);
        Assert.Equal([new FieldNote("points", "请写明新进展")], fact.FieldNotes);
    }

    [Fact]
    public void A_return_to_a_layer_that_was_skipped_is_refused()
    {
        var of = _given.Case();
        of.Submit(_given.Submitting(), _given.Route(3), new HashSet<int> { 1 }, 0, Now);
        of.Accept(_given.Holder(2), ReviewCases.NoneVacant, of.Version, Now);

        Assert.Equal("review.skipped-layer", of.ReturnToLayer(_given.Holder(3), 1, "请再看", [], of.Version, Now).Refusal?.Code);
        Assert.Equal(2, of.ReturnToLayer(_given.Holder(3), 2, "请再看", [], of.Version, Now).Fact?.ToLayer);
    }

    [Fact]
    public void The_second_of_two_reviewers_is_told_that_the_case_changed_and_sees_what_happened()
    {
        var of = _given.WaitingAt(1, _given.Route(2));
        var read = of.Version;
        of.Accept(_given.Holder(1), ReviewCases.NoneVacant, read, Now);

        var second = of.ReturnToAuthor(_given.Holder(1), "不同意", [], read, Now);

        Assert.Equal(("review.changed-meanwhile", RefusalKind.Stale), (second.Refusal?.Code, second.Refusal?.Kind));
        Assert.Equal([ReviewMove.Accept], of.StepsSince(read).Select(s => s.Move));
    }

    [Fact]
    public void Who_submitted_an_earlier_version_does_not_decide_a_later_one_that_a_colleague_submitted()
    {
        var of = _given.WaitingAt(1, _given.Route(2));
        of.ReturnToAuthor(_given.Holder(1), "请补充", [], of.Version, Now);
        of.Submit(_given.Submitting() with { ByMemberId = Guid.CreateVersion7(), ByName = "同事" }, _given.Route(2), ReviewCases.NoneVacant, of.Version, Now);

        var firstAuthor = Reviewer.Of(_given.Author, "周以宁", _given.Post(1));

        Assert.Equal("review.own-record", of.WhyNotReview(firstAuthor)?.Code);
    }

    [Fact]
    public void A_deputy_decides_in_the_post_and_place_of_the_one_who_asked()
    {
        var of = _given.WaitingAt(1, _given.Route(2));
        var deputy = Reviewer.Of(Guid.CreateVersion7(), "代理人", _given.PostAtTheTop);
        var holder = _given.Holder(1);

        of.Delegate(holder, deputy, "出差", of.Version, Now);
        of.Accept(deputy, ReviewCases.NoneVacant, of.Version, Now);

        var step = of.Steps[^1];
        Assert.Equal((deputy.MemberId, _given.Post(1).Kind, (Guid?)holder.MemberId), (step.ByMemberId, step.InPost, step.InPlaceOf));
        Assert.Null(of.DeputyId);
    }

    [Fact]
    public void A_deputy_must_be_somebody_else_who_may_decide_and_sees_the_record()
    {
        var of = _given.WaitingAt(1, _given.Route(2));
        var holder = _given.Holder(1);
        var author = Reviewer.Of(_given.Author, "周以宁", _given.PostAtTheTop);
        var below = Reviewer.Of(Guid.CreateVersion7(), "下级", new ReviewerPost(_given.Post(1).Kind, Guid.CreateVersion7(), "1.2.3."));

        Assert.Equal("review.deputy-may-not-decide", of.Delegate(holder, holder, "", of.Version, Now).Refusal?.Code);
        Assert.Equal("review.deputy-may-not-decide", of.Delegate(holder, author, "", of.Version, Now).Refusal?.Code);
        Assert.Equal("review.deputy-outside-scope", of.Delegate(holder, below, "", of.Version, Now).Refusal?.Code);
    }

    [Fact]
    public void A_layer_that_waits_longer_than_its_limit_is_escalated_once()
    {
        var of = _given.WaitingAt(1, _given.Route(2, limit: 3));

        Assert.Equal("review.not-overdue", of.Escalate(3, of.Version, Now).Refusal?.Code);
        Assert.Equal(2, of.Escalate(4, of.Version, Now).Fact?.ToLayer);
        Assert.Equal("review.already-escalated", of.Escalate(5, of.Version, Now).Refusal?.Code);
    }

    [Fact]
    public void After_an_escalation_the_layer_above_may_decide_unless_four_eyes_are_asked_for()
    {
        var open = _given.WaitingAt(1, _given.Route(2, fourEyes: false));
        var strict = _given.WaitingAt(1, _given.Route(2, fourEyes: true));
        Assert.Equal("review.not-your-layer", open.WhyNotReview(_given.Holder(2))?.Code);
        open.Escalate(4, open.Version, Now);
        strict.Escalate(4, strict.Version, Now);

        Assert.Null(open.WhyNotReview(_given.Holder(2)));
        Assert.Equal("review.not-your-layer", strict.WhyNotReview(_given.Holder(2))?.Code);
    }

    [Fact]
    public void An_escalated_case_goes_to_somebody_above_who_leaves_four_eyes_for_their_own_layer()
    {
        var of = _given.WaitingAt(1, _given.Route(3, fourEyes: true));
        var (second, colleague, third) = (_given.Holder(2), Guid.NewGuid(), _given.Holder(3).MemberId);
        IReadOnlyList<Guid> Alone(int layer) => layer switch { 1 => [_given.Holder(1).MemberId], 2 => [second.MemberId], _ => [third] };
        IReadOnlyList<Guid> Two(int layer) => layer == 2 ? [second.MemberId, colleague] : Alone(layer);
        Assert.Null(of.WhoDecidesInPlace(Alone));
        Assert.Equal(second.MemberId, of.WhoDecidesInPlace(Two));

        var fact = of.Escalate(9, of.Version, Now, second.MemberId).Fact!;
        Assert.Equal(second.MemberId, fact.ToMemberId);
        Assert.Equal(second.MemberId, of.Steps[^1].ToMemberId);
        Assert.Null(of.WhyNotReview(second));
        of.Accept(second, ReviewCases.NoneVacant, of.Version, Now);
        Assert.Equal((2, second.Posts[0].Kind), (of.Layer, of.Steps[^1].InPost!.Value));
        Assert.Equal("review.decided-another-layer", of.WhyNotReview(second)?.Code);
    }

    [Fact]
    public void Nobody_decides_in_place_of_the_last_layer_or_without_four_eyes_the_next_holder_does()
    {
        Assert.Null(_given.WaitingAt(2, _given.Route(2, fourEyes: false)).WhoDecidesInPlace(l => [_given.Holder(l).MemberId]));
        Assert.Equal(_given.Holder(2).MemberId, _given.WaitingAt(1, _given.Route(2, fourEyes: false)).WhoDecidesInPlace(l => [_given.Holder(l).MemberId]));
    }

    [Fact]
    public void A_decision_can_be_taken_back_for_ten_minutes_and_puts_everything_back()
    {
        var of = _given.WaitingAt(2, _given.Route(3));
        of.Escalate(9, of.Version, Now);
        var since = of.WaitingSince;
        of.Accept(_given.Holder(2), ReviewCases.NoneVacant, of.Version, Now.AddHours(5));

        Assert.Equal("review.undo-too-late", of.WhyNotUndo(_given.Holder(2).MemberId, Now.AddHours(5).AddMinutes(10).AddSeconds(1))?.Code);
        var fact = of.Undo(_given.Holder(2), of.Version, Now.AddHours(5).AddMinutes(10)).Fact!;

        Assert.Equal((ReviewMove.Accept, false), (fact.Undone, fact.WasApproval));
        Assert.Equal((ReviewState.Waiting, 2, since, true), (of.State, of.Layer, of.WaitingSince, of.Escalated));
        Assert.False(of.Stands(of.Steps.Single(s => s.Move == ReviewMove.Accept && s.FromLayer == 2)));
    }

    [Fact]
    public void Taking_an_approval_back_says_that_the_record_leaves_the_files()
    {
        var of = _given.WaitingAt(2, _given.Route(2));
        of.Accept(_given.Holder(2), ReviewCases.NoneVacant, of.Version, Now);

        Assert.True(of.Undo(_given.Holder(2), of.Version, Now).Fact?.WasApproval);
        Assert.Equal((ReviewState.Waiting, 2), (of.State, of.Layer));
    }

    [Fact]
    public void Once_somebody_acted_after_a_decision_stays()
    {
        var of = _given.WaitingAt(1, _given.Route(3));
        of.Accept(_given.Holder(1), ReviewCases.NoneVacant, of.Version, Now);
        of.Delegate(_given.Holder(2), Reviewer.Of(Guid.CreateVersion7(), "代理人", _given.PostAtTheTop), "", of.Version, Now);

        Assert.Equal("review.somebody-acted-after", of.Undo(_given.Holder(1), of.Version, Now).Refusal?.Code);
        Assert.Equal("review.nothing-to-undo", of.Undo(_given.Holder(3), of.Version, Now).Refusal?.Code);
    }

    [Fact]
    public void The_program_passing_a_vacant_layer_is_not_somebody_acting()
    {
        var of = _given.WaitingAt(1, _given.Route(3));
        of.Accept(_given.Holder(1), new HashSet<int> { 2 }, of.Version, Now);
        Assert.Equal(3, of.Layer);

        Assert.Null(of.Undo(_given.Holder(1), of.Version, Now).Refusal);
        Assert.Equal(1, of.Layer);
        Assert.Equal(LayerStanding.Ahead, of.StandingOf(2));
    }

    [Fact]
    public void A_decision_that_was_taken_back_does_not_count_for_four_eyes()
    {
        var of = _given.WaitingAt(1, _given.Route(2));
        var both = Reviewer.Of(Guid.CreateVersion7(), "兼任", _given.Post(1), _given.Post(2));
        of.Accept(both, ReviewCases.NoneVacant, of.Version, Now);
        Assert.Equal("review.decided-another-layer", of.WhyNotReview(both)?.Code);
        of.Undo(both, of.Version, Now);
        of.Accept(_given.Holder(1), ReviewCases.NoneVacant, of.Version, Now);

        Assert.Null(of.WhyNotReview(both));
    }

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, false, "review.checks-not-all-passed")]
    [InlineData(true, true, "review.holds-sensitive-data")]
    public void Only_records_with_all_checks_passed_and_without_sensitive_data_are_accepted_in_bulk(bool passed, bool sensitive, string? refusal)
    {
        var of = _given.Case();
        of.Submit(_given.Submitting() with { Checks = [AutomaticCheck.Of("a", true), AutomaticCheck.Of("b", passed)], HoldsSensitiveData = sensitive }, _given.Route(2), ReviewCases.NoneVacant, 0, Now);

        Assert.Equal(refusal, of.AcceptInBulk(_given.Holder(1), ReviewCases.NoneVacant, of.Version, Now).Refusal?.Code);
    }

    [Fact]
    public void A_record_that_nothing_was_checked_on_is_not_accepted_in_bulk()
    {
        var of = _given.Case();
        of.Submit(_given.Submitting() with { Checks = [] }, _given.Route(2), ReviewCases.NoneVacant, 0, Now);

        Assert.Equal("review.checks-not-all-passed", of.WhyNotInBulk()?.Code);
    }

    [Fact]
    public void When_the_organisation_moves_the_case_waits_at_the_new_parent_and_keeps_its_waiting_time()
    {
        var of = _given.WaitingAt(2, _given.Route(3));
        var elsewhere = new ReviewCases();

        of.Reroute("1.7.3.", elsewhere.Route(3), of.Version, Now.AddDays(1));

        Assert.Null(of.WhyNotReview(elsewhere.Holder(2)));
        Assert.Equal("review.not-your-layer", of.WhyNotReview(_given.Holder(2))?.Code);
        Assert.Equal(Now, of.WaitingSince);
    }

    [Fact]
    public void A_chain_without_layers_is_a_mistake_in_the_rules()
    {
        Assert.Throws<ArgumentException>(() => _given.Case().Submit(_given.Submitting(), _given.Route(0), ReviewCases.NoneVacant, 0, Now));
    }

    [Fact]
    public void One_layer_that_asks_for_four_eyes_is_enough_to_keep_the_same_person_from_deciding_twice()
    {
        var route = _given.Route(3, fourEyes: false);
        var last = route with { Layers = [route.At(1), route.At(2), route.At(3) with { FourEyes = true }] };
        var of = _given.WaitingAt(1, last);
        var everywhere = Reviewer.Of(Guid.CreateVersion7(), "兼任", _given.Post(1), _given.Post(2), _given.Post(3));

        Assert.Null(of.Accept(everywhere, ReviewCases.NoneVacant, of.Version, Now).Refusal);
        Assert.Null(of.Accept(everywhere, ReviewCases.NoneVacant, of.Version, Now).Refusal);
        Assert.Equal("review.decided-another-layer", of.WhyNotReview(everywhere)?.Code);
    }

    private static (string?, string?) Answer<TFact>(Decision<TFact> decision) where TFact : class, IFact => (decision.Refusal?.Code, decision.Refusal?.Field);
}
