using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>How rows are said to people. Of restricted values only masks are shown, before and after.</summary>
internal static class RowWords
{
    /// <summary>Where the row would go, and whom or what it may be about.</summary>
    public static string Summary(Words words, KindOfRows kind, JudgedRow row)
    {
        List<string> parts = [kind.Place(row.Row)];
        if (row.Known is { } known)
        {
            parts.Add(words["import.is-known", known.Name]);
        }
        return string.Join(" · ", parts.Where(p => p.Length > 0));
    }

    /// <summary>学历：空 → 大学本科毕业.</summary>
    public static string Change(Words words, KindOfRows kind, ElementChange change) =>
        words[change.IsConflict ? "import.conflict-line" : "import.change-line", kind.Label(words, change.Element), kind.Shown(words, change.Element, change.Before), kind.Shown(words, change.Element, change.After)];

    /// <summary>性别：“男性” → “男” (known other name).</summary>
    public static string Cleaned(Words words, KindOfRows kind, ImportBatch batch, JudgedRow row, string element, Transformations done)
    {
        var raw = CleanedRow.Raw(row.Staged, batch.Mapping, element);
        var before = kind.Columns.Find(element)!.IsSealed ? kind.Shown(words, element, raw) : raw.Length > 60 ? raw[..60] + "…" : raw;
        var after = kind.Shown(words, element, row.Row.Values.GetValueOrDefault(element));
        var (label, what) = (kind.Label(words, element), FaultWords.Done(words, done));
        return before == after ? words["import.cleaned-same", label, after, what] : words["import.cleaned-line", label, before, after, what];
    }
}
