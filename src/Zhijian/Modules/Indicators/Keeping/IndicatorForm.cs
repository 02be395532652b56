using System.Globalization;

namespace Zhijian.Modules.Indicators.Keeping;

/// <summary>What authors of an indicator type, field by field.</summary>
public sealed class IndicatorForm
{
    public string? NameZh { get; set; }

    public string? NameEn { get; set; }

    public string? MeaningZh { get; set; }

    public string? MeaningEn { get; set; }

    public string? Formula { get; set; }

    public string? Decimals { get; set; }

    public string? CountOf { get; set; }

    public string? AtLeast { get; set; }

    public string? Least { get; set; }

    public string? Most { get; set; }

    public int Version { get; set; } = -1;

    /// <summary>A new one over a formula that was tried: no places, and shown from one branch on.</summary>
    internal static IndicatorForm New(string? formula) =>
        new() { Formula = formula, Decimals = "0", CountOf = PublishedMeasures.Branches, AtLeast = "1" };

    internal static IndicatorForm Of(KeptIndicator kept) => new()
    {
        NameZh = kept.NameZh, NameEn = kept.NameEn, MeaningZh = kept.MeaningZh, MeaningEn = kept.MeaningEn, Formula = kept.Formula,
        Decimals = kept.Decimals.ToString(CultureInfo.InvariantCulture), CountOf = kept.CountOf,
        AtLeast = kept.AtLeast.ToString(CultureInfo.InvariantCulture), Least = kept.Least?.ToString(CultureInfo.InvariantCulture),
        Most = kept.Most?.ToString(CultureInfo.InvariantCulture), Version = kept.Version,
    };

    internal IndicatorDraft ToDraft() => new(NameZh, NameEn, MeaningZh, MeaningEn, Formula, Decimals, CountOf, AtLeast, Least, Most);
}
