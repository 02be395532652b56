using System.Globalization;

namespace Zhijian.Modules.Activities.Records;

/// <summary>Keys of the fields of a record as reviewers see them; notes on single fields come back with these keys.</summary>
internal static class RecordFields
{
    /// <summary>How many agenda items have numbered labels of their own.</summary>
    private const int Numbered = 12;

    public const string RecordKind = "activity-record";

    /// <summary>Who asked for leave and why: for those who write, review and oversee the record, not for everybody who was there.</summary>
    public const string LeaveReasons = "leave-reasons";

    /// <summary>A field of an agenda item, by the item's id, so that notes stay at their item when others are added before it.</summary>
    public static string Item(string itemId, string field) => $"item.{Guid.Parse(itemId):N}.{field}";

    public static string Item(Guid itemId, string field) => $"item.{itemId:N}.{field}";

    /// <summary>Text key of a field's label; with several items the label says which.</summary>
    public static string LabelKey(string field, int ordinal, int items) =>
        items > 1 && ordinal <= Numbered ? string.Create(CultureInfo.InvariantCulture, $"record.field.{field}-{ordinal}") : $"record.field.{field}";

    /// <summary>Text key for a note's field, where only its key is known.</summary>
    public static string LabelOf(string key) => key.Split('.') switch
    {
        ["item", _, "title"] => "record.field.item",
        ["item", .., var field] => $"record.field.{field}",
        [var field, ..] => $"record.field.{field}",
        _ => key,
    };
}
