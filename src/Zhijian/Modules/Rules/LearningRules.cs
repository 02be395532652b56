namespace Zhijian.Modules.Rules;

/// <summary>For whom a yearly plan is.</summary>
public enum LearningPlan
{
    /// <summary>Full and probationary members.</summary>
    Member,

    /// <summary>Secretaries and committee members of base-level organisations.</summary>
    Leader,
}

/// <summary>How many credited units a year asks of whom.</summary>
/// <param name="Posts">Of which one is held; empty: whoever belongs to the categories.</param>
public sealed record LearningPlanRule(LearningPlan Plan, int Units, IReadOnlyList<MemberCategory> Categories, IReadOnlyList<PostKind> Posts, RuleReference Rule);

/// <summary>What counts towards a plan.</summary>
/// <param name="CountsIndividual">Whether what a person studied alone counts, or only what was studied together.</param>
/// <param name="ProRata">Whether the year of joining asks only for its remaining months.</param>
/// <param name="MinutesPerUnit">For how long a unit is arranged; nobody measures it.</param>
public sealed record LearningCountingRule(bool CountsIndividual, bool ProRata, int MinutesPerUnit, RuleReference Rule);

/// <summary>The pack <c>learning</c>.</summary>
public sealed record LearningRules(IReadOnlyDictionary<LearningPlan, LearningPlanRule> Plans, LearningCountingRule Counting)
{
    /// <summary>The plan for a person; null for those who have none (applicants, activists, development objects).</summary>
    public LearningPlanRule? PlanFor(MemberCategory category, IReadOnlyCollection<PostKind> posts) =>
        Plans.Values.Where(p => p.Categories.Contains(category) && (p.Posts.Count == 0 || p.Posts.Any(posts.Contains))).MaxBy(p => p.Units);

    /// <summary>About how many minutes a task of so many units asks of a person; one without units counts like one unit.</summary>
    public int MinutesOf(int units) => Math.Max(1, units) * Counting.MinutesPerUnit;

    /// <summary>The units that a year asks of somebody who joined on a day; a part of a unit counts as a whole one.</summary>
    public int Required(LearningPlanRule plan, int year, DateOnly? joined)
    {
        if (!Counting.ProRata || joined is not { } day || day.Year < year)
        {
            return plan.Units;
        }
        return day.Year > year ? 0 : ((plan.Units * (13 - day.Month)) + 11) / 12;
    }
}
