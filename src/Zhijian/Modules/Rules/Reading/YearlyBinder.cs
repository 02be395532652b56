namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>yearly</c>. Whether a measure is known is checked by the module that counts.</summary>
internal static class YearlyBinder
{
    public static YearlyRules Bind(IReadOnlyList<BoundRule> rules)
    {
        var lines = rules.Of("yearly-line").Select(Line).ToList();
        if (lines.Count > 0 && lines.All(line => line.Name != YearlyRules.Members))
        {
            rules[0].Whole.Complain($"the pack has no line '{YearlyRules.Members}', of which movements are");
        }
        return new YearlyRules(lines);
    }

    private static YearlyLineRule Line(BoundRule bound)
    {
        var values = bound.Values;
        var line = new YearlyLineRule(bound.Rule.Id.Split('.')[^1], bound.Rule.TitleKey, values.Name<YearlySection>("section"),
            values.Name<YearlyCount>("counts"), values.Names<OrganisationKind>("kinds"), values.Names<MemberCategory>("categories"),
            values.OptionalText("sex"), values.Texts("education"), values.Texts("workPosts"), values.OptionalDate("joinedFrom"),
            values.OptionalDate("joinedBefore"), values.Names<YearlyPart>("parts"), values.OptionalText("measure"), values.OptionalText("by"),
            bound.Reference);
        var missing = line.Counts switch
        {
            YearlyCount.Organisations when line.Kinds.Count == 0 => "kinds",
            YearlyCount.People when line.Categories.Count == 0 => "categories",
            YearlyCount.Movements when line.Parts.Count == 0 => "parts",
            YearlyCount.Measure when line.Measure is null => "measure",
            _ => null,
        };
        if (missing is not null) { bound.Whole.Complain($"a line that counts {line.Counts} needs '{missing}'"); }
        return line;
    }
}
