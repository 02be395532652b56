namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>organisation</c>.</summary>
internal static class OrganisationBinder
{
    public static OrganisationRules Bind(IReadOnlyList<BoundRule> rules) => new(
        rules.ByName("kind", Kind),
        [.. rules.Of("size").Select(Size)],
        [.. rules.Of("committee").Select(Committee)],
        Terms(rules),
        [.. rules.Of("upgrade").Select(Upgrade)])
    {
        PostRules = [.. rules.Of("post").Select(Post)],
    };

    private static (OrganisationKind, OrganisationKindRule) Kind(BoundRule bound)
    {
        var values = bound.Values;
        var kind = values.Name<OrganisationKind>("kind");
        return (kind, new OrganisationKindRule(
            kind,
            values.Name<SpaceLevel>("space"),
            values.Names<OrganisationKind>("parents"),
            values.Names<Capability>("capabilities"),
            values.Names<Capability>("byAuthorisation"),
            values.Names<PostKind>("posts"),
            bound.Reference));
    }

    private static SizeRule Size(BoundRule bound)
    {
        var values = bound.Values;
        var rule = new SizeRule(
            values.Names<OrganisationKind>("kinds"),
            values.Name<SizeOf>("of"),
            values.OptionalInt("minimum"),
            values.OptionalInt("maximum"),
            values.Name<SizeMoment>("moment"),
            bound.Rule.Severity,
            bound.Reference);
        if (rule.Minimum is null && rule.Maximum is null) { bound.Whole.Complain("a size needs 'minimum' or 'maximum'"); }
        if (rule.Minimum > rule.Maximum) { bound.Whole.Complain("'minimum' is larger than 'maximum'"); }
        return rule;
    }

    private static CommitteeRule Committee(BoundRule bound)
    {
        var values = bound.Values;
        var rule = new CommitteeRule(
            values.Names<OrganisationKind>("kinds"),
            values.OptionalInt("requiredAtFullMembers"),
            values.Int("minimum"),
            values.Int("typicalMaximum"),
            values.Int("maximum"),
            bound.Rule.Severity,
            bound.Reference);
        if (rule.Minimum > rule.TypicalMaximum || rule.TypicalMaximum > rule.Maximum) { bound.Whole.Complain("'minimum', 'typicalMaximum' and 'maximum' must not fall"); }
        return rule;
    }

    private static List<TermRule> Terms(IReadOnlyList<BoundRule> rules)
    {
        var terms = new List<TermRule>();
        foreach (var bound in rules.Of("term"))
        {
            var values = bound.Values;
            var term = new TermRule(
                values.Names<OrganisationKind>("kinds"),
                values.Int("years"),
                values.Int("maximumShiftMonths"),
                values.Ints("reminderMonths"),
                values.Int("overdueEveryDays"),
                bound.Rule.Severity,
                bound.Reference);
            if (term.Years < 1 || term.OverdueEveryDays < 1) { bound.Whole.Complain("'years' and 'overdueEveryDays' must be at least 1"); }
            foreach (var twice in term.Kinds.Where(kind => terms.Exists(other => other.Kinds.Contains(kind)))) { bound.Whole.Complain($"{twice} has two terms"); }
            terms.Add(term);
        }

        return terms;
    }

    private static UpgradeRule Upgrade(BoundRule bound)
    {
        var values = bound.Values;
        return new UpgradeRule(
            values.Name<OrganisationKind>("from"),
            values.Name<OrganisationKind>("to"),
            values.Int("usualMinimumMembers"),
            bound.Rule.Severity,
            bound.Reference);
    }

    private static PostRule Post(BoundRule bound)
    {
        var values = bound.Values;
        var rule = new PostRule(
            values.Names<PostKind>("posts"),
            values.OptionalInt("atMost"),
            values.OptionalInt("minimumPartyAgeYears"),
            values.Flag("excludeEachOther"),
            values.Flag("alone"),
            bound.Rule.Severity,
            bound.Reference);
        if (rule is { AtMost: null, MinimumPartyAgeYears: null, ExcludeEachOther: false, Alone: false }) { bound.Whole.Complain("a post rule needs 'atMost', 'minimumPartyAgeYears', 'excludeEachOther' or 'alone'"); }
        return rule;
    }
}
