using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Figures;

/// <summary>What is counted besides records of activities.</summary>
public enum CountedKind
{
    /// <summary>A learning task that was issued.</summary>
    LearningTask,

    /// <summary>An item of the library that was released.</summary>
    TheoryItem,
}

/// <summary>The kind of what was filed: that of an activity, or one of <see cref="CountedKind"/>.</summary>
/// <param name="Named">The value by whose name it is said to people.</param>
public readonly record struct FigureKind(Enum Named)
{
    public static implicit operator FigureKind(ActivityKind kind) => new(kind);

    public static implicit operator FigureKind(CountedKind kind) => new(kind);

    /// <summary>Reads the word that traces and sums carry.</summary>
    public static FigureKind Parse(string name) => Find(name) ?? throw new FormatException($"Nothing is counted under the kind {name}.");

    /// <summary>The kind of this name, or null.</summary>
    public static FigureKind? Find(string? name) =>
        Enum.TryParse<ActivityKind>(name, out var activity) && Enum.IsDefined(activity) ? activity
        : Enum.TryParse<CountedKind>(name, out var counted) && Enum.IsDefined(counted) ? counted
        : null;

    public override string ToString() => Named.ToString();
}
