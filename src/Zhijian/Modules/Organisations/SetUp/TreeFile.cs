using System.Text;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations.SetUp;

/// <summary>Reads the tree of organisations from a table: name, kind, name of the organisation above (empty: directly under the committee), day of founding (optional).</summary>
internal static class TreeFile
{
    private const int LongestName = 100;
    private const int MostRows = 20_000;
    private static readonly Dictionary<string, OrganisationKind> Kinds = KindNames();

    /// <summary>The rows with what is wrong with each; a parent may stand before or after its children.</summary>
    public static IReadOnlyList<TreeFileRow> Read(string text, OrganisationRules rules, DateOnly today)
    {
        var rows = Lines(text).Select(l => RowOf(l.Number, l.Cells, today)).ToList();
        var byName = rows.Where(r => r.Problem is null).GroupBy(r => r.Name).ToDictionary(g => g.Key, g => g.ToList());
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Problem is null && WhyNot(rows[i], byName, rules) is { } problem)
            {
                rows[i] = rows[i] with { Problem = problem };
            }
        }
        return rows;
    }

    private static Refusal? WhyNot(TreeFileRow row, Dictionary<string, List<TreeFileRow>> byName, OrganisationRules rules)
    {
        if (byName[row.Name] is [_, var second, ..] all && (second == row || all.IndexOf(row) > 0))
        {
            return SetUpRefusals.NameTwice.With(row.Name, all[0].Line);
        }
        var parentKind = OrganisationKind.UniversityCommittee;
        if (row.Parent.Length > 0)
        {
            if (!byName.TryGetValue(row.Parent, out var parents))
            {
                return SetUpRefusals.NoSuchParent.With(row.Parent);
            }
            parentKind = parents[0].Kind!.Value;
        }
        if (rules.WhyNotUnder(row.Kind!.Value, parentKind) is not null)
        {
            return OrganisationRefusals.WrongParent.With(row.Kind.Value, parentKind);
        }
        // The shipped rules let no kind stand below itself; an institution's own rules may.
        HashSet<string> seen = [row.Name];
        for (var above = row.Parent; above.Length > 0 && byName.TryGetValue(above, out var next); above = next[0].Parent)
        {
            if (!seen.Add(above))
            {
                return SetUpRefusals.Circle.With(row.Name);
            }
        }
        return null;
    }

    private static TreeFileRow RowOf(int line, string[] cells, DateOnly today)
    {
        string Cell(int i) => i < cells.Length ? cells[i].Trim() : "";
        var row = new TreeFileRow(line, Cell(0), Cell(1), Kinds.TryGetValue(Cell(1), out var kind) ? kind : null, Cell(2), null);
        if (line > MostRows + 1)
        {
            return row with { Problem = SetUpRefusals.TooManyRows.With(MostRows) };
        }
        if (row.Name.Length == 0)
        {
            return row with { Problem = SetUpRefusals.NameMissing };
        }
        if (!Platform.Texts.KeptText.Is(row.Name))
        {
            return row with { Problem = Platform.Storage.PlatformRefusals.NotReadable };
        }
        if (row.Name.Length > LongestName)
        {
            return row with { Problem = Platform.Storage.PlatformRefusals.TooLong.With(LongestName) };
        }
        if (row.Kind is null or OrganisationKind.UniversityCommittee)
        {
            return row with { Problem = SetUpRefusals.UnknownKind.With(row.KindText) };
        }
        if (Cell(3) is { Length: > 0 } day)
        {
            if (TypedText.Day(day) is not { } founded || founded > today)
            {
                return row with { Problem = SetUpRefusals.UnreadableDay.With(day) };
            }
            row = row with { Founded = founded };
        }
        return row;
    }

    /// <summary>Lines of cells: tabs as a spreadsheet copies them, else commas, with quotes; a heading line is skipped.</summary>
    private static IEnumerable<(int Number, string[] Cells)> Lines(string text)
    {
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0)
            {
                continue;
            }
            var cells = Cells(line, line.Contains('\t', StringComparison.Ordinal) ? '\t' : ',');
            if (number == 1 && cells.Length > 1 && !Kinds.ContainsKey(cells[1].Trim()) && cells[1].Trim().ToLowerInvariant() is "kind" or "类型" or "组织类型" or "类别")
            {
                continue;
            }
            yield return (number, cells);
        }
    }

    private static string[] Cells(string line, char separator)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(c);
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (c == separator || (separator == ',' && c == '，')))
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }
        cells.Add(cell.ToString());
        return [.. cells];
    }

    private static Dictionary<string, OrganisationKind> KindNames()
    {
        Dictionary<string, OrganisationKind> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var kind in Enum.GetValues<OrganisationKind>())
        {
            names[kind.ToString()] = kind;
            foreach (var language in TextFiles.Languages)
            {
                names[TextFiles.Find(language, $"organisation-kind.{Words.Kebab(kind.ToString())}")] = kind;
            }
        }
        foreach (var (name, kind) in new[] { ("院系党委", OrganisationKind.CollegeCommittee), ("院（系）党委", OrganisationKind.CollegeCommittee), ("二级党委", OrganisationKind.CollegeCommittee), ("总支", OrganisationKind.GeneralBranch), ("支部", OrganisationKind.Branch) })
        {
            names[name] = kind;
        }
        return names;
    }
}

/// <summary>One row of the table.</summary>
internal sealed record TreeFileRow(int Line, string Name, string KindText, OrganisationKind? Kind, string Parent, DateOnly? Founded)
{
    /// <summary>What is wrong with it; null where it can be taken.</summary>
    public Refusal? Problem { get; init; }
}

/// <summary>Why the institution can't be set up so.</summary>
internal static class SetUpRefusals
{
    public static readonly Refusal WrongCode = new("set-up.wrong-code", RefusalKind.BadInput, "Form.Code");
    public static readonly Refusal AlreadySetUp = new("set-up.already-set-up");

    /// <summary>Value: how many rows.</summary>
    public static readonly Refusal RowsWrong = new("set-up.rows-wrong", RefusalKind.BadInput, "Form.Tree");

    public static readonly Refusal NameMissing = new("set-up.name-missing", RefusalKind.BadInput);

    /// <summary>Values: the name, the line where it stands first.</summary>
    public static readonly Refusal NameTwice = new("set-up.name-twice", RefusalKind.BadInput);

    /// <summary>Value: what was written.</summary>
    public static readonly Refusal NoSuchParent = new("set-up.no-such-parent", RefusalKind.BadInput);

    /// <summary>Value: the name.</summary>
    public static readonly Refusal Circle = new("set-up.circle", RefusalKind.BadInput);

    /// <summary>Value: what was written.</summary>
    public static readonly Refusal UnknownKind = new("set-up.unknown-kind", RefusalKind.BadInput);

    /// <summary>Value: what was written.</summary>
    public static readonly Refusal UnreadableDay = new("set-up.unreadable-day", RefusalKind.BadInput);

    /// <summary>Value: the most.</summary>
    public static readonly Refusal TooManyRows = new("set-up.too-many-rows", RefusalKind.BadInput);
}
