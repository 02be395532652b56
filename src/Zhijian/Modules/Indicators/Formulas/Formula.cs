namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>
/// A calculation over the published measures in a small language: numbers, measures by name, + - * /, comparisons, brackets and a few functions. It reads nothing else, can't run long
/// (its length, depth and parts are bounded) and knows what its numbers count, so that records are never added to people.
/// </summary>
public sealed class Formula
{
    /// <summary>Characters a formula may have.</summary>
    public const int MostCharacters = 600;

    /// <summary>How deep brackets and functions may stand in one another.</summary>
    public const int MostDeep = 16;

    /// <summary>How many numbers, names, signs and functions it may have.</summary>
    public const int MostParts = 120;

    private readonly FormulaNode _node;

    internal Formula(string text, FormulaNode node, IReadOnlyList<string> measures) => (Text, _node, Measures) = (text, node, measures);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What its value counts.</summary>
    public FormulaUnit Unit => _node.Unit;

    /// <summary>The measures it reads, each once, in the order in which they stand there.</summary>
    public IReadOnlyList<string> Measures { get; }

    /// <summary>The functions the language knows, by name.</summary>
    public static IEnumerable<string> Functions => FormulaFunction.ByName.Keys;

    /// <summary>Reads and checks a formula over these measures; either it or what is wrong with it.</summary>
    public static (Formula? Formula, FormulaFault? Fault) Read(string? text, IReadOnlyDictionary<string, FormulaUnit> measures) => new FormulaReader(text ?? "", measures).Read();

    /// <summary>The value where measures have these values; null where there is none (nothing to divide by, a measure without a value, beyond all bounds).</summary>
    public decimal? Value(Func<string, decimal?> measure)
    {
        try
        {
            return _node.Value(measure);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
