using System.Globalization;
using Zhijian.Modules.Indicators.Formulas;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Indicators;

/// <summary>What an analyst types about an indicator, as it was typed.</summary>
public sealed record IndicatorDraft(
    string? NameZh, string? NameEn, string? MeaningZh, string? MeaningEn, string? Formula, string? Decimals, string? CountOf, string? AtLeast,
        string? Least, string? Most)
{
    /// <summary>Beyond this a bound says nothing any more.</summary>
    private const decimal Farthest = 1_000_000_000;

    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong(IReadOnlyDictionary<string, FormulaUnit> measures) =>
        Missing("NameZh", NameZh) ?? Missing("NameEn", NameEn) ?? Missing("Formula", Formula)
        ?? Longer("NameZh", NameZh, KeptIndicator.LongestName) ?? Longer("NameEn", NameEn, KeptIndicator.LongestName)
        ?? Longer("MeaningZh", MeaningZh, KeptIndicator.LongestMeaning) ?? Longer("MeaningEn", MeaningEn, KeptIndicator.LongestMeaning)
        ?? (Formulas.Formula.Read(Formula, measures).Fault is not null ? IndicatorRefusals.BrokenFormula.At("Form.Formula") : null)
        ?? Outside("Decimals", Decimals, 0, KeptIndicator.MostDecimals)
        ?? (CountOf is null || !measures.ContainsKey(CountOf) ? IndicatorRefusals.NoSuchMeasure.At("Form.CountOf") : null)
        ?? Outside("AtLeast", AtLeast, 1, KeptIndicator.MostAtLeast)
        ?? Unreadable("Least", Least) ?? Unreadable("Most", Most)
        ?? (Number(Least) >= Number(Most) ? IndicatorRefusals.BoundsCross.At("Form.Most") : null);

    /// <summary>A whole number as people type it, or null.</summary>
    internal static int? Whole(string? typed) => int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    /// <summary>A number as people type it, or null.</summary>
    internal static decimal? Number(string? typed) =>
        decimal.TryParse(typed?.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= Farthest ? number : null;

    private static Refusal? Missing(string field, string? value) => string.IsNullOrWhiteSpace(value) ? PlatformRefusals.Required.At($"Form.{field}")
        : null;

    private static Refusal? Longer(string field, string? value, int most) => value?.Trim().Length > most
        ? PlatformRefusals.TooLong.With(most).At($"Form.{field}") : null;

    private static Refusal? Outside(string field, string? value, int least, int most) =>
        Whole(value) is { } number && number >= least && number <= most ? null
            : IndicatorRefusals.NoWholeNumber.With(least, most).At($"Form.{field}");

    private static Refusal? Unreadable(string field, string? value) => string.IsNullOrWhiteSpace(value) || Number(value) is not null ? null
        : IndicatorRefusals.NoNumber.At($"Form.{field}");
}
