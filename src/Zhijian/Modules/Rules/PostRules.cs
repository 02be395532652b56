namespace Zhijian.Modules.Rules;

/// <summary>How many may hold a post at once, and how long one must have been a full member; 0 years: must be a full member.</summary>
/// <param name="ExcludeEachOther">One person holds at most one of these posts, and takes none of them by their own hand.</param>
/// <param name="Alone">Whoever holds one of these posts holds no other.</param>
public sealed record PostRule(IReadOnlyList<PostKind> Posts, int? AtMost, int? MinimumPartyAgeYears, bool ExcludeEachOther, bool Alone, Severity Severity, RuleReference Rule);

/// <summary>The person who would take a post.</summary>
/// <param name="OtherPosts">What they hold, anywhere, while they would hold it.</param>
/// <param name="IsAppointer">Whether they appoint themselves.</param>
public sealed record PostCandidate(bool Votes, DateOnly? FullMemberDate, IReadOnlyList<PostKind> OtherPosts, bool IsAppointer);

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
                .Concat(rules.PostRules.SelectMany(rule => Together(rule, post, candidate)))
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

    /// <summary>Asked of every rule, not only of the post's own: who holds a post that stands alone takes no other.</summary>
    private static IEnumerable<RuleFinding> Together(PostRule rule, PostKind post, PostCandidate candidate)
    {
        var isHere = rule.Posts.Contains(post);
        if (rule.ExcludeEachOther && isHere && candidate.IsAppointer) { yield return new RuleFinding(rule.Severity, "rules.reason.post-not-oneself", [post], rule.Rule); }
        var against = candidate.OtherPosts.Where(other => other != post && ((rule.ExcludeEachOther && isHere && rule.Posts.Contains(other)) || (rule.Alone && (isHere || rule.Posts.Contains(other)))));
        foreach (var other in against.Take(1)) { yield return new RuleFinding(rule.Severity, "rules.reason.posts-exclude", [post, other], rule.Rule); }
    }

    private static IEnumerable<RuleFinding> Committee(OrganisationRules rules, OrganisationKind kind, int members) =>
        rules.Committees.Where(rule => rule.Kinds.Contains(kind) && members > rule.Maximum)
            .Select(rule => new RuleFinding(rule.Severity, "rules.reason.committee-large", [members, rule.Maximum], rule.Rule));

    private static IEnumerable<RuleFinding> TooLong(TermRule? term, DateOnly from, DateOnly? plannedEnd) =>
        term is not null && plannedEnd > term.EndOf(from)
            ? [new RuleFinding(term.Severity, "rules.reason.term-too-long", [plannedEnd.Value, term.Years], term.Rule)]
            : [];
}
