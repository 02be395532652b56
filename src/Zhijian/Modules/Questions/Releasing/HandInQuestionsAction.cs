using Zhijian.Modules.Questions.Bank;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions.Releasing;

/// <summary>Hands drafts of the open space's organisation in for review, together.</summary>
internal sealed class HandInQuestionsAction(ZhijianDb db, Journal journal, BankQuery bank, ReleasedQuestionsQuery released, SubmitForReviewAction review, TimeProvider clock, Words words)
{
    public async Task<Decision<QuestionsHandedIn>> Run(string? title, string? category, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(QuestionActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var drafts = await bank.Drafts(space.OrganisationId, string.IsNullOrWhiteSpace(category) ? null : category.Trim(), QuestionRelease.Most + 1, cancel);
        var decision = QuestionRelease.Of(title, drafts, space.OrganisationId, space.OrganisationName, space.Path, actor, clock.GetUtcNow(), out var release);
        if (release is null)
        {
            return decision;
        }
        db.Add(release);
        return await HandIn(release, drafts, decision, actor, cancel);
    }

    /// <summary>Those that came back, after they were mended.</summary>
    public async Task<Decision<QuestionsHandedIn>> Again(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await released.Find(id, QuestionState.Draft, cancel) is not ({ } release, var drafts) || !actor.May(QuestionActs.See, release.Path))
        {
            return PlatformRefusals.Missing;
        }
        return actor.May(QuestionActs.Write, release.Path) ? await HandIn(release, drafts, release.Again(drafts, seen), actor, cancel) : PlatformRefusals.NotYours;
    }

    private async Task<Decision<QuestionsHandedIn>> HandIn(QuestionRelease release, List<BankQuestion> drafts, Decision<QuestionsHandedIn> decision, Actor actor, CancellationToken cancel)
    {
        var recorded = await journal.Record(decision, actor, cancel);
        if (recorded.Fact is null)
        {
            return recorded;
        }
        var submitted = await review.Run(new ForReview(QuestionRecords.Release, release.Id, release.OrganisationId, words.ToSubmit(release, drafts, actor)), actor, cancel);
        return submitted.Refusal is { } refused ? refused : recorded;
    }
}
