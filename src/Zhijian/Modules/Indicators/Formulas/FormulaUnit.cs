namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>What a number counts, as exponents: records per person is (1, 0, -1, 0). A number without a unit is a ratio.</summary>
public readonly record struct FormulaUnit(int Records, int Duties, int People, int Organisations)
{
    /// <summary>A bare number or a ratio.</summary>
    public static readonly FormulaUnit None;

    /// <summary>The names by which a formula writes units: <c>2[record]</c>.</summary>
    public static IReadOnlyDictionary<string, FormulaUnit> ByName { get; } = new Dictionary<string, FormulaUnit>(StringComparer.Ordinal)
    {
        ["record"] = new(1, 0, 0, 0),
        ["duty"] = new(0, 1, 0, 0),
        ["person"] = new(0, 0, 1, 0),
        ["organisation"] = new(0, 0, 0, 1),
    };

    public FormulaUnit Times(FormulaUnit other) => new(Records + other.Records, Duties + other.Duties, People + other.People, Organisations + other.Organisations);

    public FormulaUnit Per(FormulaUnit other) => new(Records - other.Records, Duties - other.Duties, People - other.People, Organisations - other.Organisations);

    /// <summary>As a formula would write it: <c>record/person</c>, <c>1</c> for none.</summary>
    public override string ToString()
    {
        (string Name, int Power)[] parts = [("record", Records), ("duty", Duties), ("person", People), ("organisation", Organisations)];
        var above = string.Join('*', parts.Where(p => p.Power > 0).Select(Written));
        var below = string.Concat(parts.Where(p => p.Power < 0).Select(p => "/" + Written((p.Name, -p.Power))));
        return (above.Length == 0 ? "1" : above) + below;
    }

    private static string Written((string Name, int Power) part) => part.Power == 1 ? part.Name : $"{part.Name}^{part.Power}";
}
