using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators.Formulas;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators;

/// <summary>What indicators say of an organisation and of those directly below it.</summary>
public sealed class IndicatorBoard(IReadOnlyList<CountedOrganisation> organisations, PublishedMeasures measures, IndicatorSpan span)
{
    /// <summary>The organisation itself.</summary>
    public CountedOrganisation Own { get; } = organisations[0];

    /// <summary>Those directly below that are shown.</summary>
    public IReadOnlyList<CountedOrganisation> Below { get; } = [.. organisations.Skip(1).Take(CountsBelowQuery.AtOnce)];

    /// <summary>Whether more stand below than are shown.</summary>
    public bool HasMore { get; } = organisations.Count - 1 > CountsBelowQuery.AtOnce;

    /// <summary>The value of a formula at one organisation, over the period or over one of its months.</summary>
    public IndicatorValue Value(Formula formula, CountedOrganisation of, IndicatorRule? rule = null, DateOnly? month = null) =>
        IndicatorValue.Of(formula, measures.Units, name => PublishedMeasures.Value(of, name, month ?? span.From, month ?? span.To), rule?.CountOf, rule?.AtLeast ?? 0);

    /// <summary>The index of one organisation.</summary>
    public IndexValue Index(IReadOnlyList<ReadIndicator> indicators, CountedOrganisation of) =>
        new(indicators.Where(i => i.Formula is not null).Select(i => (i.Rule, Value(i.Formula!, of, i.Rule))));

    /// <summary>What is usual among the organisations below that are alike; one entry for each group that is large enough.</summary>
    public IEnumerable<(OrganisationKind Group, MiddleHalf Middle)> Usual(Func<CountedOrganisation, decimal?> number) =>
        from organisation in Below
        group organisation by LikeOrganisations.GroupOf(organisation.Kind) into alike
        let middle = MiddleHalf.Of(alike.Select(number))
        where middle is not null
        select (alike.Key, middle);
}

/// <summary>An indicator of the rules with its formula as it was read, or what is wrong with it: a local rule may have changed it.</summary>
public sealed record ReadIndicator(IndicatorRule Rule, Formula? Formula, FormulaFault? Fault)
{
    /// <summary>Reads the formula of a rule; one with a weight has to answer a plain number.</summary>
    public static ReadIndicator Of(IndicatorRule rule, IReadOnlyDictionary<string, FormulaUnit> measures)
    {
        var (formula, fault) = Formulas.Formula.Read(rule.Formula, measures);
        return formula is not null && rule.Weight > 0 && formula.Unit != FormulaUnit.None
            ? new ReadIndicator(rule, null, new FormulaFault(0, "weighted", formula.Unit))
            : measures.ContainsKey(rule.CountOf) ? new ReadIndicator(rule, formula, fault) : new ReadIndicator(rule, null, new FormulaFault(0, "unknown-name", rule.CountOf));
    }
}
