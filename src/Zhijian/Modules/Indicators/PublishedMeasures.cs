using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators.Formulas;

namespace Zhijian.Modules.Indicators;

/// <summary>The names a formula may use, with what each counts: filed records by measure, duties, organisations, and the months of the period.</summary>
public sealed class PublishedMeasures
{
    internal const string Organisations = "organisations";
    internal const string Branches = "branches";
    internal const string Months = "months";
    private readonly Dictionary<string, Measure> _records;

    public PublishedMeasures(Measures table)
    {
        _records = table.All.Where(m => m.HasSource).ToDictionary(m => m.Name);
        var units = new Dictionary<string, FormulaUnit>(StringComparer.Ordinal);
        foreach (var name in _records.Keys)
        {
            units[name] = FormulaUnit.ByName["record"];
        }
        foreach (var name in CountsBelowQuery.Duties)
        {
            units[name] = FormulaUnit.ByName["duty"];
        }
        units[Organisations] = units[Branches] = FormulaUnit.ByName["organisation"];
        units[Months] = FormulaUnit.None;
        Units = units;
    }

    /// <summary>What each name counts.</summary>
    public IReadOnlyDictionary<string, FormulaUnit> Units { get; }

    /// <summary>The text key of a name's meaning; the measures of the figures keep the name they have there.</summary>
    public string TextKey(string name) => _records.TryGetValue(name, out var measure) ? measure.TextKey : $"indicators.measure.{Platform.Texts.Words.Kebab(name)}";

    /// <summary>Whether it counts filed records, which can be opened.</summary>
    public bool IsOfRecords(string name) => _records.ContainsKey(name);

    /// <summary>Whether it counts duties, which can be opened.</summary>
    public static bool IsOfDuties(string name) => CountsBelowQuery.Duties.Contains(name);

    /// <summary>The value of a name at an organisation in these months.</summary>
    public static decimal Value(CountedOrganisation of, string name, DateOnly from, DateOnly to) => name switch
    {
        Organisations => of.Organisations,
        Branches => of.Branches,
        Months => ((to.Year - from.Year) * 12) + to.Month - from.Month + 1,
        _ => of.Sum(name, from, to),
    };
}
