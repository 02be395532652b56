using Zhijian.Modules.Collecting.Filling;
using Zhijian.Modules.Review;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Lineage;

/// <summary>What lies behind an organisation's answers to a form: what was typed for it, what was known before, and which list brought it.</summary>
internal sealed class EntryLineage(EntryQuery entries, CaseStateQuery cases, IEnumerable<IKnowsEntryOrigin> origins, Words words) : ILineageSource
{
    public async Task<LineageRecord?> Of(Guid recordId, Actor actor, CancellationToken cancel)
    {
        if (await entries.Of(recordId, actor, cancel) is not var (entry, form))
        {
            return null;
        }
        var standing = entry.State == EntryState.Open ? null : (await cases.Of(CollectingKinds.Entry, [entry.Id], cancel)).GetValueOrDefault(entry.Id);
        List<LineageFact> facts = [new("collecting.organisation", await entries.NameOf(entry.OrganisationId, cancel)), new("collecting.asked-by", entry.AskedByName), new("collecting.due", entry.DueOn), new("collecting.state", entry.State)];
        if (entry.FirstHandedInOn is { } first)
        {
            facts.Add(new("collecting.handed-in-on", first));
        }
        return new LineageRecord(entry.Id, entry.Title, entry.Title, $"/collecting/entries/{entry.Id}", entry.IsIn, facts)
        {
            CaseId = standing?.CaseId,
            Review = entry.State == EntryState.Open ? LineageReview.NotHandedIn : LineageReview.HandedIn,
            Figures = [new("collecting.lineage.came-in", entry.Title, $"/collecting/rounds/{entry.RoundId}?organisation={entry.OrganisationId}")],
            Hands = await Hands(entry, form, actor, cancel),
        };
    }

    private async Task<IReadOnlyList<LineageHand>> Hands(CollectionEntry entry, CollectionForm form, Actor actor, CancellationToken cancel)
    {
        var lists = await origins.Of(entry, actor, cancel);
        List<LineageHand> hands = [.. lists.Select(list => new LineageHand(list.Sentence, null, list.Address))];
        // What the institution keeps can say its source still; what an earlier form had asked is now known from this one.
        var (kept, names) = (await entries.Known(entry, form, cancel), NamesOf(form));
        foreach (var same in entry.Answers.Where(a => a.WasKnown).GroupBy(a => kept.GetValueOrDefault(a.Element) is { From: null } known ? AnswerWords.SourceOf(known, words) : null))
        {
            hands.Add(new(same.Key is null ? new HomeText("collecting.lineage.as-before", Named(same, names)) : new HomeText("collecting.lineage.kept", Named(same, names), same.Key)));
        }
        if (lists.Count == 0 && entry.Answers.Where(a => !a.WasKnown).ToList() is { Count: > 0 } typed)
        {
            hands.Add(new(new HomeText("collecting.lineage.typed", Named(typed, names)), entry.HandedInAt));
        }
        return hands;
    }

    private Dictionary<string, string> NamesOf(CollectionForm form) =>
        form.Questions.Select(q => q.ElementOf(form.Id)).OfType<DataElement>().DistinctBy(e => e.Id).ToDictionary(e => e.Id, e => e.Name.In(words.IsChinese));

    private string Named(IEnumerable<FormAnswer> answers, Dictionary<string, string> names) => string.Join(words["export.comma"], answers.Select(a => names.GetValueOrDefault(a.Element) ?? a.Element));
}
