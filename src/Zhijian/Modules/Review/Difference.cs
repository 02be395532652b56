namespace Zhijian.Modules.Review;

/// <summary>What changed between two submitted versions, field by field, in the order of the later one.</summary>
public sealed record Difference(IReadOnlyList<FieldDifference> Fields)
{
    public int Changed => Fields.Count(f => f.Kind != FieldChange.Unchanged);

    public int Unchanged => Fields.Count - Changed;

    /// <summary>Compares two contents; a field that only one of them has is added or removed.</summary>
    public static Difference Between(RecordContent before, RecordContent after)
    {
        var earlier = before.Fields.ToDictionary(f => f.Key);
        var later = after.Fields.Select(f => f.Key).ToHashSet();
        var fields = after.Fields.Select(f => Compare(earlier.GetValueOrDefault(f.Key), f)).ToList();
        for (var i = 0; i < before.Fields.Count; i++)
        {
            if (!later.Contains(before.Fields[i].Key))
            {
                fields.Insert(PlaceOfRemoved(before, i, fields), Removed(before.Fields[i]));
            }
        }
        return new Difference(fields);
    }

    /// <summary>A removed field stays where people remember it: after the field it used to follow.</summary>
    private static int PlaceOfRemoved(RecordContent before, int index, List<FieldDifference> fields) =>
        index == 0 ? 0 : fields.FindIndex(f => f.Key == before.Fields[index - 1].Key) + 1;

    private static FieldDifference Compare(ReviewField? before, ReviewField after)
    {
        var text = Joined(after);
        if (before is null)
        {
            return new FieldDifference(after.Key, after.LabelKey, FieldChange.Added, [], [new Piece(PieceKind.Added, text)]) { SourceKey = after.SourceKey };
        }
        var (old, now) = InlineDifference.Between(Joined(before), text);
        var kind = old.Concat(now).Any(p => p.Kind != PieceKind.Same) ? FieldChange.Changed : FieldChange.Unchanged;
        return new FieldDifference(after.Key, after.LabelKey, kind, old, now) { SourceKey = after.SourceKey };
    }

    private static FieldDifference Removed(ReviewField field) =>
        new(field.Key, field.LabelKey, FieldChange.Removed, [new Piece(PieceKind.Removed, Joined(field))], []) { SourceKey = field.SourceKey };

    private static string Joined(ReviewField field) => string.Join('\n', field.Lines);
}

/// <summary>One field of the comparison: the earlier text with what was taken out, the later text with what came in.</summary>
public sealed record FieldDifference(string Key, string LabelKey, FieldChange Kind, IReadOnlyList<Piece> Before, IReadOnlyList<Piece> After)
{
    public string? SourceKey { get; init; }
}

public enum FieldChange
{
    Unchanged,
    Changed,
    Added,
    Removed,
}

/// <summary>A stretch of text that stayed, was taken out or came in. Lines of a list are separated by a line feed.</summary>
public readonly record struct Piece(PieceKind Kind, string Text);

public enum PieceKind
{
    Same,
    Removed,
    Added,
}
