using System.Globalization;
using Zhijian.Modules.Indicators.Formulas;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Indicators.Showing;

/// <summary>Numbers, units and faults of formulas as people say them.</summary>
internal static class IndicatorWords
{
    private const int PlacesOfTries = 2;

    /// <summary>The number with the places of its indicator; a dash where there is none.</summary>
    public static string Figure(decimal? number, int? decimals) =>
        number is { } value ? Math.Round(value, decimals ?? PlacesOfTries, MidpointRounding.AwayFromZero).ToString(decimals is { } places ? $"N{places}" : "#,##0.##", CultureInfo.InvariantCulture) : "—";

    extension(Words words)
    {
        /// <summary>What a number counts: records for each person; nothing for a plain number.</summary>
        public string Unit(FormulaUnit unit)
        {
            var (above, below) = unit.Parts(name => words[$"indicators.unit.{name}"]);
            return below.Count == 0 ? string.Join('·', above) : words["indicators.unit-per", above.Count == 0 ? "1" : string.Join('·', above), string.Join('·', below)];
        }

        /// <summary>What was written in both languages, in the reader's; in the other one where theirs is empty.</summary>
        public string Said(string zh, string en) => words.Title(new PackTitle(zh, en)) is { Length: > 0 } said ? said : zh.Length > 0 ? zh : en;

        /// <summary>What is wrong with a formula.</summary>
        public string Fault(FormulaFault fault) =>
            words[$"indicators.fault.{fault.Code}", [.. fault.Values.Select(v => v is FormulaUnit unit ? words.Unit(unit) is { Length: > 0 } text ? text : words["indicators.unit-none"] : v)]];
    }
}
