namespace Zhijian.Modules.Importing.Cleaning;

/// <summary>What columns of a kind of rows can hold, in the order in which people read a list, and what such columns are called: all of it from the data standard.</summary>
internal sealed class ColumnSet
{
    private readonly Dictionary<string, ImportField> _byHeading = [];
    private readonly Dictionary<string, ImportField> _byId;

    public ColumnSet(IReadOnlyList<ImportField> all)
    {
        (All, _byId) = (all, all.ToDictionary(f => f.Id));
        // The first element that claims a heading has it.
        foreach (var (heading, field) in all.SelectMany(f => f.Element.Headings.Append(f.Element.Name.Zh).Append(f.Element.Name.En).Select(h => (Plain(h), f))))
        {
            _byHeading.TryAdd(heading, field);
        }
    }

    public IReadOnlyList<ImportField> All { get; }

    public ImportField? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What a column of this heading holds, as far as its name tells.</summary>
    public ImportField? OfHeading(string heading) => _byHeading.GetValueOrDefault(Plain(heading));

    /// <summary>A heading without signs, spaces, brackets and what stands in them: 入党日期（必填）* is 入党日期.</summary>
    private static string Plain(string heading)
    {
        var open = heading.IndexOfAny(['(', '（', '[', '【', '\n']);
        var text = open > 0 ? heading[..open] : heading;
        return new string([.. text.Where(c => char.IsLetterOrDigit(c) || c == '/')]).ToLowerInvariant();
    }
}
