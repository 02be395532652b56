namespace Zhijian.Modules.Rules;

/// <summary>How many may hold a post at once, and how long one must have been a full member; 0 years: must be a full member.</summary>
public sealed record PostRule(IReadOnlyList<PostKind> Posts, int? AtMost, int? MinimumPartyAgeYears, Severity Severity, RuleReference Rule);

/// <summary>The person who would take a post.</summary>
public sealed record PostCandidate(bool Votes, DateOnly? FullMemberDate);

/// <summary>What the rules say to an appointment.</summary>
public static class Appointments
{
    /// <summary>What stands against this person taking this post, worst first.</summary>
    public static IReadOnlyList<RuleFinding> CheckAppointment(this OrganisationRules rules, OrganisationKind kind, PostKind post, PostCandidate candidate, int othersInPost, int committeeAfter, DateOnly from, DateOnly? plannedEnd)
    {
        if (!rules[kind].Posts.Contains(post))
        {
            return [new RuleFinding(Severity.Block, "rules.reason.no-such-post", [post, kind], rules[kind].Rule)];
        }
        return
        [
            .. rules.PostRules.Where(rule => rule.Posts.Contains(post)).SelectMany(rule => Check(rule, post, candidate, othersInPost, from))
                .Concat(Committee(rules, kind, committeeAfter))
                .Concat(TooLong(rules.Term(kind), from, plannedEnd))
                .OrderBy(finding => finding.Severity),
        ];
    }

    private static IEnumerable<RuleFinding> Check(PostRule rule, PostKind post, PostCandidate candidate, int othersInPost, DateOnly from)
    {
        if (othersInPost >= rule.AtMost) { yield return new RuleFinding(rule.Severity, "rules.reason.post-taken", [post, rule.AtMost.Value], rule.Rule); }
        if (rule.MinimumPartyAgeYears is not { } years) { yield break; }
        if (!candidate.Votes) { yield return new RuleFinding(rule.Severity, "rules.reason.post-full-members", [post], rule.Rule); }
        else if (years > 0 && (candidate.FullMemberDate is not { } since || since.AddYears(years) > from)) { yield return new RuleFinding(rule.Severity, "rules.reason.post-party-age", [post, years], rule.Rule); }
    }

    private static IEnumerable<RuleFinding> Committee(OrganisationRules rules, OrganisationKind kind, int members) =>
        rules.Committees.Where(rule => rule.Kinds.Contains(kind) && members > rule.Maximum)
            .Select(rule => new RuleFinding(rule.Severity, "rules.reason.committee-large", [members, rule.Maximum], rule.Rule));

    private static IEnumerable<RuleFinding> TooLong(TermRule? term, DateOnly from, DateOnly? plannedEnd) =>
        term is not null && plannedEnd > term.EndOf(from)
            ? [new RuleFinding(term.Severity, "rules.reason.term-too-long", [plannedEnd.Value, term.Years], term.Rule)]
            : [];
}
