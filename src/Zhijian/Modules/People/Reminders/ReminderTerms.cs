using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.People.Reminders;

/// <summary>How long it is known that a reminder went out.</summary>
internal sealed class ReminderTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("branch_reminder", "at")];
}
