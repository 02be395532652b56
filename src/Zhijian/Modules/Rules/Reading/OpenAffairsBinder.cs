namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>open-affairs</c>.</summary>
internal static class OpenAffairsBinder
{
    public static OpenAffairs Bind(IReadOnlyList<BoundRule> rules) => new(rules.ByName("open-item", Item));

    private static (OpenItem, OpenItemRule) Item(BoundRule bound)
    {
        var values = bound.Values;
        var (item, occasion, every) = (values.Name<OpenItem>("item"), values.Name<OpenOccasion>("occasion"), values.OptionalName<PeriodKind>("every"));
        IReadOnlyList<ActivityKind> meetings = values.Has("meetings") ? values.Names<ActivityKind>("meetings") : [];
        IReadOnlyList<PostKind> posts = values.Has("posts") ? values.Names<PostKind>("posts") : [];
        if ((occasion == OpenOccasion.Period) != every.HasValue) { bound.Whole.Complain("'every' belongs to the occasion Period, and only to it"); }
        if ((occasion == OpenOccasion.MeetingDecided) != (meetings.Count > 0)) { bound.Whole.Complain("'meetings' belongs to the occasion MeetingDecided, and only to it"); }
        if ((occasion == OpenOccasion.PostTaken) != (posts.Count > 0)) { bound.Whole.Complain("'posts' belongs to the occasion PostTaken, and only to it"); }
        var rule = new OpenItemRule(
            item, occasion, values.Name<OpenScope>("scope"), values.Flag("opensByItself"), values.Names<OrganisationKind>("owedBy"), every, values.Flag("afterEnd"), values.Int("dueWorkingDays"), values.Int("leastWorkingDays"),
            values.Int("shownDays"), meetings, posts, bound.Both("contents"), bound.Reference);
        if (rule.LeastWorkingDays < 1 || rule.ShownDays < 1) { bound.Whole.Complain("'leastWorkingDays' and 'shownDays' must be at least 1"); }
        return (item, rule);
    }
}
