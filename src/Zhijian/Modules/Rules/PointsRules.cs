namespace Zhijian.Modules.Rules;

/// <summary>What somebody did that is filed, as far as it earns points.</summary>
public enum Deed
{
    /// <summary>Took part in a filed activity.</summary>
    Attended,

    /// <summary>Served others as a volunteer; filed as well.</summary>
    Served,

    /// <summary>Studied a learning task.</summary>
    Studied,

    /// <summary>Led a filed activity or kept its record.</summary>
    Led,
}

/// <summary>What one kind of deed earns.</summary>
/// <param name="Points">For each filed deed.</param>
/// <param name="YearlyCap">No more than this for the deeds of one calendar year.</param>
/// <param name="ValidYears">Valid through the last day of the year so many years after the deed.</param>
/// <param name="BranchSums">Whether a branch's own committee may see the sum of a month, of all its people together.</param>
public sealed record PointsRule(Deed Deed, int Points, int YearlyCap, int ValidYears, bool BranchSums, RuleReference Rule)
{
    /// <summary>The last day on which points for a deed of this day are valid.</summary>
    public DateOnly ValidUntil(DateOnly doneOn) => new(doneOn.Year + ValidYears, 12, 31);
}

/// <summary>The pack <c>points</c>. Points are the person's own matter: nothing here compares people, and nothing follows from a number.</summary>
/// <param name="LeastPeople">A sum of fewer people is not shown: it would say something of one.</param>
public sealed record PointsRules(IReadOnlyDictionary<Deed, PointsRule> Deeds, int LeastPeople);
