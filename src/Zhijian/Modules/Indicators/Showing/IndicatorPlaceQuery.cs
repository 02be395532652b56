using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Indicators.Showing;

/// <summary>The counts and rules that a page about indicators calculates with.</summary>
public sealed class IndicatorPlaceQuery(FiguresQuery figures, CountsBelowQuery counts, PublishedMeasures measures, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The organisation that was asked for (or the open space's) with its period, or null outside what the actor's posts may see.</summary>
    public async Task<IndicatorPlace?> Open(Actor actor, Guid? organisation, string? period, int? after, CancellationToken cancel)
    {
        if (await figures.Place(actor, organisation, cancel) is not { } place)
        {
            return null;
        }
        var span = IndicatorSpan.Of(period, time.Today);
        var rows = await counts.Of(place, span.Months.First(), span.From, span.To, after ?? 0, cancel);
        var indicators = rulebook.On(time.Today).Indicators.All.Select(rule => ReadIndicator.Of(rule, measures.Units)).ToList();
        return new IndicatorPlace(new IndicatorBoard(rows, measures, span), indicators, span);
    }
}

/// <summary>What such a page shows.</summary>
public sealed record IndicatorPlace(IndicatorBoard Board, IReadOnlyList<ReadIndicator> Indicators, IndicatorSpan Span)
{
    /// <summary>An address with the organisation and period that are open.</summary>
    public string Address(string path, Guid? organisation = null) => $"{path}?organisation={organisation ?? Board.Own.Id}&period={Span.Period.ToString().ToLowerInvariant()}";
}
