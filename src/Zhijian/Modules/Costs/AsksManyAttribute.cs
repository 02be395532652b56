namespace Zhijian.Modules.Costs;

/// <summary>
/// Marks an act by which one person puts a message or a task before many others. The page that offers it shows its cost first (<see cref="CostNote"/>, <see cref="CostForm"/>);
/// a test finds acts that reach many and lack the mark, and marked acts whose cost no page shows.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AsksManyAttribute : Attribute
{
    /// <summary>Whether much of it is confirmed. Calling something off and what the law demands are shown with their cost and never held up.</summary>
    public bool Confirms { get; init; } = true;
}
