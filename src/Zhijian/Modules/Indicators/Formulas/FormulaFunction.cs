namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>
/// A function of the language. Its meaning for readers is the text <c>indicators.function.NAME</c>. All of them answer "no value" where something they need has none,
/// except <c>orElse</c>, which is there for that.
/// </summary>
internal sealed record FormulaFunction(string Name, int Least, int Most, Func<IReadOnlyList<FormulaNode>, (FormulaUnit Unit, FormulaFault? Fault)> UnitOf, Func<IReadOnlyList<FormulaNode>, Func<string, decimal?>, decimal?> Value)
{
    private const int MostPlaces = 6;

    public static IReadOnlyDictionary<string, FormulaFunction> ByName { get; } = new FormulaFunction[]
    {
        new("share", 2, 2, given => (FormulaUnit.None, Alike(given)), Share),
        new("min", 2, 8, Kept, (given, m) => Each(given, m)?.Min()),
        new("max", 2, 8, Kept, (given, m) => Each(given, m)?.Max()),
        new("abs", 1, 1, Kept, (given, m) => given[0].Value(m) is { } value ? Math.Abs(value) : null),
        new("round", 1, 2, Rounded, (given, m) => given[0].Value(m) is { } value ? Math.Round(value, given.Count < 2 ? 0 : (int)((NumberNode)given[1]).Number, MidpointRounding.AwayFromZero) : null),
        new("orElse", 2, 2, Kept, (given, m) => given[0].Value(m) ?? given[1].Value(m)),
        new("if", 3, 3, Chosen, (given, m) => given[0].Value(m) is { } holds ? given[holds == 1 ? 1 : 2].Value(m) : null),
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>A part of a whole in hundred, never below 0 or above 100; both count the same thing.</summary>
    private static decimal? Share(IReadOnlyList<FormulaNode> given, Func<string, decimal?> measure) =>
        given[0].Value(measure) is { } part && given[1].Value(measure) is { } whole and not 0 ? Math.Clamp(100 * part / whole, 0, 100) : null;

    private static (FormulaUnit, FormulaFault?) Kept(IReadOnlyList<FormulaNode> given) => (given[0].Unit, Alike(given));

    private static (FormulaUnit, FormulaFault?) Rounded(IReadOnlyList<FormulaNode> given) =>
        (given[0].Unit, given.Count < 2 || given[1] is NumberNode { Number: >= 0 and <= MostPlaces, Unit: var unit } places && unit == FormulaUnit.None && places.Number == decimal.Truncate(places.Number)
            ? null
            : new FormulaFault(given[1].At, "places", MostPlaces));

    private static (FormulaUnit, FormulaFault?) Chosen(IReadOnlyList<FormulaNode> given) =>
        (given[1].Unit, given[0].IsQuestion ? Alike([given[1], given[2]]) : new FormulaFault(given[0].At, "question-wanted"));

    /// <summary>All are numbers of one unit.</summary>
    private static FormulaFault? Alike(IReadOnlyList<FormulaNode> given) =>
        given.FirstOrDefault(g => g.Unit != given[0].Unit) is { } other ? new FormulaFault(other.At, "units-differ", given[0].Unit, other.Unit) : null;

    private static List<decimal>? Each(IReadOnlyList<FormulaNode> given, Func<string, decimal?> measure)
    {
        List<decimal> values = [];
        foreach (var part in given)
        {
            if (part.Value(measure) is not { } value)
            {
                return null;
            }
            values.Add(value);
        }
        return values;
    }
}
