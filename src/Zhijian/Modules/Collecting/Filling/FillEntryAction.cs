using Zhijian.Modules.Review;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>Fills in what one's own organisation is asked: keeps what was typed so far, or hands it in for review.</summary>
internal sealed class FillEntryAction(Journal journal, EntryQuery entries, SubmitForReviewAction review, InventedPeople invented, InstitutionTime time, Words words)
{
    public async Task<Decision<EntrySaved>> Save(Guid id, IReadOnlyList<string?> typed, int seen, Actor actor, CancellationToken cancel)
    {
        var (found, refusal) = await Find(id, actor, cancel);
        if (found is not var (entry, form) || refusal is not null)
        {
            return refusal!;
        }
        if (entry.WhyNotFill(form.State, seen) is { } notNow)
        {
            return notNow;
        }
        if (CollectionEntry.Read(form, typed, await entries.Known(entry, form, cancel), complete: false, time.Today, invented.Allowed, out var answers) is { } wrong)
        {
            return wrong;
        }
        return await journal.Record(entry.Save(answers, form.State, seen), actor, cancel);
    }

    public async Task<Decision<EntryHandedIn>> HandIn(Guid id, IReadOnlyList<string?> typed, int seen, Actor actor, CancellationToken cancel)
    {
        var (found, refusal) = await Find(id, actor, cancel);
        if (found is not var (entry, form) || refusal is not null)
        {
            return refusal!;
        }
        if (entry.WhyNotFill(form.State, seen) is { } notNow)
        {
            return notNow;
        }
        if (CollectionEntry.Read(form, typed, await entries.Known(entry, form, cancel), complete: true, time.Today, invented.Allowed, out var answers) is { } wrong)
        {
            return wrong;
        }
        var decision = entry.HandIn(answers, form.State, seen, actor.MemberId, time.Now, time.Today);
        if (decision.Fact is not { } fact)
        {
            return decision;
        }
        var submitted = await review.Run(new ForReview(CollectingKinds.Entry, entry.Id, entry.OrganisationId, words.ToSubmit(entry, form, fact, actor)), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    private async Task<((CollectionEntry Entry, CollectionForm Form)? Found, Refusal? Refusal)> Find(Guid id, Actor actor, CancellationToken cancel) =>
        await entries.Of(id, actor, cancel) is not { } found ? (null, PlatformRefusals.Missing)
        : actor.May(CollectingActs.Fill, found.Entry.Path) ? (found, null) : (null, PlatformRefusals.NotYours);
}
