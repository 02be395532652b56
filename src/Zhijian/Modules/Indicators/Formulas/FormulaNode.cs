namespace Zhijian.Modules.Indicators.Formulas;

/// <summary>A part of a formula that was checked: a number with its unit or, where <see cref="IsQuestion"/>, a comparison that holds or not.</summary>
internal abstract record FormulaNode(int At, FormulaUnit Unit)
{
    public virtual bool IsQuestion => false;

    /// <summary>The value, or null where there is none: nothing to divide by, a measure without a value, a number beyond all bounds.</summary>
    public abstract decimal? Value(Func<string, decimal?> measure);
}

internal sealed record NumberNode(int At, decimal Number, FormulaUnit Unit) : FormulaNode(At, Unit)
{
    public override decimal? Value(Func<string, decimal?> measure) => Number;
}

internal sealed record MeasureNode(int At, string Name, FormulaUnit Unit) : FormulaNode(At, Unit)
{
    public override decimal? Value(Func<string, decimal?> measure) => measure(Name);
}

internal sealed record MinusNode(int At, FormulaNode Of) : FormulaNode(At, Of.Unit)
{
    public override decimal? Value(Func<string, decimal?> measure) => -Of.Value(measure);
}

internal sealed record SumNode(int At, char Sign, FormulaNode Left, FormulaNode Right, FormulaUnit Unit) : FormulaNode(At, Unit)
{
    public override decimal? Value(Func<string, decimal?> measure)
    {
        var (left, right) = (Left.Value(measure), Right.Value(measure));
        return Sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            _ => right is 0 ? null : left / right,
        };
    }
}

/// <summary>A comparison; 1 where it holds, 0 where it doesn't.</summary>
internal sealed record CompareNode(int At, string Sign, FormulaNode Left, FormulaNode Right) : FormulaNode(At, FormulaUnit.None)
{
    public override bool IsQuestion => true;

    public override decimal? Value(Func<string, decimal?> measure)
    {
        if (Left.Value(measure) is not { } left || Right.Value(measure) is not { } right)
        {
            return null;
        }
        return (Sign switch
        {
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            ">=" => left >= right,
            "=" => left == right,
            _ => left != right,
        }) ? 1 : 0;
    }
}

internal sealed record CallNode(int At, FormulaFunction Function, IReadOnlyList<FormulaNode> Given, FormulaUnit Unit) : FormulaNode(At, Unit)
{
    public override decimal? Value(Func<string, decimal?> measure) => Function.Value(Given, measure);
}
