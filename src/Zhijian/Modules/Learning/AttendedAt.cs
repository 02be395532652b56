using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Learning;

/// <summary>At what a task is studied by being there: any activity of a kind that names the task, or one certain activity.</summary>
/// <param name="ActivityId">The certain activity; null where any of its kind will do.</param>
/// <param name="Title">The certain activity's, as it was called when the task was issued.</param>
public sealed record AttendedAt(ActivityKind? Kind, Guid? ActivityId = null, string? Title = null)
{
    private const string One = "activity:";

    /// <summary>What a form says: the name of a kind, or a certain activity by its id; nothing where the task is not studied at activities.</summary>
    /// <returns>False where it says something else.</returns>
    public static bool TryRead(string? typed, out AttendedAt? at)
    {
        at = null;
        if (string.IsNullOrEmpty(typed))
        {
            return true;
        }
        if (typed.StartsWith(One, StringComparison.Ordinal) && Guid.TryParse(typed[One.Length..], out var id))
        {
            at = new AttendedAt(null, id);
        }
        else if (Enum.TryParse<ActivityKind>(typed, out var kind) && Enum.IsDefined(kind) && kind.ToString() == typed)
        {
            at = new AttendedAt(kind);
        }
        return at is not null;
    }

    /// <summary>How a certain activity stands in a form.</summary>
    public static string Certain(Guid id) => One + id;
}
