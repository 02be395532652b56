using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>What a reviewer wrote when the record came back, as long as it has not been handed in again.</summary>
internal sealed class ReturnNotesQuery(ZhijianDb db, Fence fence)
{
    public async Task<ReturnNotes> Of(ActivityRecord? record, CancellationToken cancel)
    {
        if (record is not { State: RecordState.Returned, ReviewCaseId: { } caseId } || await db.ReviewCases.FirstOrDefaultAsync(c => c.Id == caseId, cancel) is not { } found)
        {
            return ReturnNotes.None;
        }
        fence.Admit(caseId);
        await db.Entry(found).Collection(c => c.Steps).Query().OrderBy(s => s.Number).LoadAsync(cancel);
        return found.LastReturn is { } step ? new ReturnNotes(step.ByName, step.At, step.Note, step.FieldNotes.ToDictionary(n => n.Field, n => n.Note)) : ReturnNotes.None;
    }
}

/// <summary>Notes of a return: one for all, and notes at single fields.</summary>
public sealed record ReturnNotes(string By, DateTimeOffset At, string Note, IReadOnlyDictionary<string, string> ByField)
{
    public static readonly ReturnNotes None = new("", default, "", new Dictionary<string, string>());

    public int Count => ByField.Count + (By.Length > 0 ? 1 : 0);

    /// <summary>The note at a field of the minutes; null where there is none.</summary>
    public string? this[string field] => ByField.GetValueOrDefault(field);

    /// <summary>Notes on fields that stand in none of these agenda items: shown together above the form.</summary>
    public IEnumerable<(string Key, string Note)> Elsewhere(IEnumerable<string?> itemIds)
    {
        var here = itemIds.Where(i => Guid.TryParse(i, out _)).Select(i => RecordFields.Item(i!, "")).ToList();
        return ByField.Where(n => !here.Any(h => n.Key.StartsWith(h, StringComparison.Ordinal))).Select(n => (n.Key, n.Value));
    }
}
