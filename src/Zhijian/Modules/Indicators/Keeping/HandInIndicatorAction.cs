using System.Globalization;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Indicators.Keeping;

/// <summary>Hands an indicator in for review: its names, what it means and how it is calculated.</summary>
internal sealed class HandInIndicatorAction(Journal journal, KeptIndicatorQuery kept, PublishedMeasures measures, SubmitForReviewAction review,
    Words words)
{
    public async Task<Decision<IndicatorHandedIn>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await kept.Of(id, actor, cancel) is not { } indicator)
        {
            return PlatformRefusals.Missing;
        }
        if (!KeptIndicatorQuery.MayWrite(indicator, actor))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = indicator.HandIn(measures.Units, seen);
        if (decision.Fact is null)
        {
            return decision;
        }
        var submitting = new Submitting(actor.MemberId, actor.Name, words["indicators.case", indicator.NameZh], Content(indicator));
        var submitted = await review.Run(new ForReview(IndicatorRecords.Kept, id, indicator.OrganisationId, submitting), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    private static RecordContent Content(KeptIndicator indicator) => new(
    [
        ReviewField.Text("name-zh", "indicators.name-zh", indicator.NameZh),
        ReviewField.Text("name-en", "indicators.name-en", indicator.NameEn),
        ReviewField.Text("meaning-zh", "indicators.meaning-zh", indicator.MeaningZh),
        ReviewField.Text("meaning-en", "indicators.meaning-en", indicator.MeaningEn),
        ReviewField.Text("formula", "indicators.formula", indicator.Formula),
        ReviewField.Text("decimals", "indicators.decimals", indicator.Decimals.ToString(CultureInfo.InvariantCulture)),
        ReviewField.Text("count-of", "indicators.count-of", indicator.CountOf),
        ReviewField.Text("at-least", "indicators.at-least", indicator.AtLeast.ToString(CultureInfo.InvariantCulture)),
        ReviewField.Text("least", "indicators.least", indicator.Least?.ToString(CultureInfo.InvariantCulture)),
        ReviewField.Text("most", "indicators.most", indicator.Most?.ToString(CultureInfo.InvariantCulture)),
    ]);
}
