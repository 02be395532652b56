using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>How rows are said to people. Of restricted values only masks are shown, before and after.</summary>
internal static class RowWords
{
    /// <summary>Where the row would go, and who it may be.</summary>
    public static string Summary(Words words, JudgedRow row)
    {
        List<string> parts = [row.Row.Branch?.Name ?? row.Row.Values.GetValueOrDefault(MemberColumns.Branch) ?? ""];
        if (row.Known is { } known)
        {
            parts.Add(words["import.is-known", known.Name]);
        }
        return string.Join(" · ", parts.Where(p => p.Length > 0));
    }

    /// <summary>学历：空 → 大学本科毕业.</summary>
    public static string Change(Words words, ElementChange change) => words[change.IsConflict ? "import.conflict-line" : "import.change-line", FaultWords.Label(words, change.Element), Shown(words, change.Element, change.Before), Shown(words, change.Element, change.After)];

    /// <summary>性别：“男性” → “男” (known other name).</summary>
    public static string Cleaned(Words words, ImportBatch batch, JudgedRow row, string element, Transformations done)
    {
        var raw = MemberRow.Raw(row.Staged, batch.Mapping, element);
        var before = MemberColumns.Find(element)!.IsSealed ? Shown(words, element, raw) : raw.Length > 60 ? raw[..60] + "…" : raw;
        var after = Shown(words, element, row.Row.Values.GetValueOrDefault(element));
        return before == after ? words["import.cleaned-same", FaultWords.Label(words, element), after, FaultWords.Done(words, done)] : words["import.cleaned-line", FaultWords.Label(words, element), before, after, FaultWords.Done(words, done)];
    }

    /// <summary>A value as people read it: codes by name, restricted ones masked.</summary>
    public static string Shown(Words words, string element, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return words["import.empty"];
        }
        if (element == MemberColumns.Category)
        {
            return Enum.TryParse<MemberCategory>(value, out var category) ? words.Name(category) : value;
        }
        var field = MemberField.Find(element);
        return MemberColumns.Find(element) is { IsSealed: true } ? element == nameof(Member.IdentityNumber) || element == nameof(Member.MobileNumber) ? new Restricted(value).Masked : "****" : field?.Words(value, words.IsChinese) ?? value;
    }
}
