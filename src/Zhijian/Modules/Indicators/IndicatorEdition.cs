namespace Zhijian.Modules.Indicators;

/// <summary>Whether an edition of an indicator is the one that is shown.</summary>
public enum IndicatorEditionState
{
    Current,
    Superseded,
    Withdrawn,
}

/// <summary>An indicator as the review accepted it: kept whole and never changed, but for whether it is the current one. There for everybody below
/// the organisation that published it.</summary>
public sealed class IndicatorEdition
{
    public required Guid IndicatorId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As it was called when the indicator was begun.</summary>
    public required string OrganisationName { get; init; }

    public IndicatorEditionState State { get; set; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    public required string MeaningZh { get; init; }

    public required string MeaningEn { get; init; }

    public required string Formula { get; init; }

    public required int Decimals { get; init; }

    public required string CountOf { get; init; }

    public required int AtLeast { get; init; }

    public decimal? Least { get; init; }

    public decimal? Most { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>How its value is shown.</summary>
    public IndicatorTerms Terms => new(Decimals, CountOf, AtLeast, Least, Most);

    public static IndicatorEdition Of(KeptIndicator kept, DateTimeOffset now) => new()
    {
        IndicatorId = kept.Id, Number = kept.Edition, Path = kept.Path, OrganisationId = kept.OrganisationId,
        OrganisationName = kept.OrganisationName, NameZh = kept.NameZh, NameEn = kept.NameEn,
        MeaningZh = kept.MeaningZh, MeaningEn = kept.MeaningEn, Formula = kept.Formula, Decimals = kept.Decimals, CountOf = kept.CountOf,
        AtLeast = kept.AtLeast, Least = kept.Least, Most = kept.Most,
        Author = kept.Author, PublishedAt = now,
    };
}
