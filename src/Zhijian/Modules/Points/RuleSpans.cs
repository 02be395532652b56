using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Points;

/// <summary>What each kind of deed earns on which days: every version of the pack, each until the next begins. Days before the first version are judged by the first.</summary>
internal sealed record RuleSpans(IReadOnlyList<RuleSpan> All)
{
    private const string Pack = "points";

    public static RuleSpans Of(Rulebook rulebook)
    {
        var versions = rulebook.All().Where(p => p.Id == Pack).OrderBy(p => p.InForceFrom).ToList();
        return new(
            [.. versions.SelectMany((version, i) => rulebook.On(version.InForceFrom).Points.Deeds.Values.Select(rule => new RuleSpan(
                i == 0 ? DateOnly.FromDayNumber(0) : version.InForceFrom, i == versions.Count - 1 ? DateOnly.MaxValue : versions[i + 1].InForceFrom.AddDays(-1), rule)))]);
    }

    /// <summary>As columns, for a statement that joins them.</summary>
    public object Columns() => new
    {
        deeds = All.Select(s => s.Rule.Deed.ToString()).ToArray(),
        froms = All.Select(s => s.From).ToArray(),
        untils = All.Select(s => s.Until).ToArray(),
        rules = All.Select(s => s.Rule.Rule.RuleId).ToArray(),
        versions = All.Select(s => s.Rule.Rule.Version).ToArray(),
        clauses = All.Select(s => s.Rule.Rule.Clause).ToArray(),
        points = All.Select(s => s.Rule.Points).ToArray(),
        caps = All.Select(s => s.Rule.YearlyCap).ToArray(),
        years = All.Select(s => s.Rule.ValidYears).ToArray(),
    };
}

/// <summary>A rule and the days for which it is asked.</summary>
internal sealed record RuleSpan(DateOnly From, DateOnly Until, PointsRule Rule);
