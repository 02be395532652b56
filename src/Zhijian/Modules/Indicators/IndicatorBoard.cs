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
    public IndicatorValue Value(Formula formula, CountedOrganisation of, IndicatorTerms terms, DateOnly? month = null) =>
        IndicatorValue.Of(formula, measures.Units, name => PublishedMeasures.Value(of, name, month ?? span.From, month ?? span.To), terms.CountOf, terms.AtLeast).Within(terms);

    /// <summary>All indicators at one organisation, and the index made of them.</summary>
    public OrganisationValues All(IReadOnlyList<ReadIndicator> indicators, CountedOrganisation of)
    {
        var values = indicators.Select(i => i.Formula is { } formula ? Value(formula, of, i.Terms) : null).ToList();
        return new OrganisationValues(of, values, new IndexValue(indicators.Zip(values).Where(i => i.Second is not null).Select(i => (i.First.Rule, i.Second!))));
    }

    /// <summary>What is usual among organisations that are alike; one entry for each group that is large enough.</summary>
    public static IEnumerable<(OrganisationKind Group, MiddleHalf Middle)> Usual(IEnumerable<(OrganisationKind Kind, decimal? Number)> organisations) =>
        from organisation in organisations
        group organisation by LikeOrganisations.GroupOf(organisation.Kind) into alike
        let middle = MiddleHalf.Of(alike.Select(o => o.Number))
        where middle is not null
        select (alike.Key, middle);
}

/// <summary>What all indicators say of one organisation.</summary>
/// <param name="Values">In the order of the indicators; null where a formula has a mistake.</param>
public sealed record OrganisationValues(CountedOrganisation Organisation, IReadOnlyList<IndicatorValue?> Values, IndexValue Index);

/// <summary>An indicator of the rules with its formula as it was read, or what is wrong with it: a local rule may have changed it.</summary>
public sealed record ReadIndicator(IndicatorRule Rule, Formula? Formula, FormulaFault? Fault)
{
    /// <summary>How its value is shown.</summary>
    public IndicatorTerms Terms { get; init; } = IndicatorTerms.Of(Rule);

    /// <summary>Reads the formula of a rule; one with a weight has to answer a plain number.</summary>
    public static ReadIndicator Of(IndicatorRule rule, IReadOnlyDictionary<string, FormulaUnit> measures)
    {
        var (formula, fault) = Formulas.Formula.Read(rule.Formula, measures);
        return formula is not null && rule.Weight > 0 && formula.Unit != FormulaUnit.None
            ? new ReadIndicator(rule, null, new FormulaFault(0, "weighted", formula.Unit))
            : measures.ContainsKey(rule.CountOf) ? new ReadIndicator(rule, formula, fault) : new ReadIndicator(rule, null, new FormulaFault(0, "unknown-name", rule.CountOf));
    }
}
