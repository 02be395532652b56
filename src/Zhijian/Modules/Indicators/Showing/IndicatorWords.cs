using System.Globalization;
using Zhijian.Modules.Indicators.Formulas;
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
            (string Name, int Power)[] parts = [("record", unit.Records), ("duty", unit.Duties), ("person", unit.People), ("organisation", unit.Organisations)];
            var above = string.Join('·', parts.Where(p => p.Power > 0).Select(p => words.Power(p)));
            var below = string.Join('·', parts.Where(p => p.Power < 0).Select(p => words.Power((p.Name, -p.Power))));
            return below.Length == 0 ? above : words["indicators.unit-per", above.Length == 0 ? "1" : above, below];
        }

        /// <summary>What is wrong with a formula.</summary>
        public string Fault(FormulaFault fault) =>
            words[$"indicators.fault.{fault.Code}", [.. fault.Values.Select(v => v is FormulaUnit unit ? words.Unit(unit) is { Length: > 0 } text ? text : words["indicators.unit-none"] : v)]];

        private string Power((string Name, int Exponent) part) => words[$"indicators.unit.{part.Name}"] + (part.Exponent == 1 ? "" : $"^{part.Exponent}");
    }
}
