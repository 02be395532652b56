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

    /// <summary>What stands above the line and below it, each name as it should be said and with its power where that is not one.</summary>
    public (IReadOnlyList<string> Above, IReadOnlyList<string> Below) Parts(Func<string, string> said)
    {
        (string Name, int Power)[] parts = [("record", Records), ("duty", Duties), ("person", People), ("organisation", Organisations)];
        string Written(string name, int power) => power == 1 ? said(name) : $"{said(name)}^{power}";
        return ([.. parts.Where(p => p.Power > 0).Select(p => Written(p.Name, p.Power))], [.. parts.Where(p => p.Power < 0).Select(p => Written(p.Name, -p.Power))]);
    }

    /// <summary>As a formula would write it: <c>record/person</c>, <c>1</c> for none.</summary>
    public override string ToString()
    {
        var (above, below) = Parts(name => name);
        return (above.Count == 0 ? "1" : string.Join('*', above)) + string.Concat(below.Select(b => "/" + b));
    }
}
