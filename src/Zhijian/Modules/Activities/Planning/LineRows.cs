using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Short lines in a form, one a row: agenda points, partners. Rows are added, removed and moved by the browser, and by the server where there is no script.</summary>
/// <param name="at">The beginning of its fields' names.</param>
/// <param name="offered">The empty rows that are offered where nothing was written yet.</param>
public sealed class LineRows(string at, int offered)
{
    /// <summary>The names of its fields: <c>Form.Agenda[0].Text</c>.</summary>
    public string At => at;

    public List<string> Lines { get; } = [];

    /// <summary>What is written, without empty rows.</summary>
    public string[] Written => [.. Lines.Select(l => l.Trim()).Where(l => l.Length > 0)];

    public static LineRows Of(string at, int offered, IEnumerable<string> lines)
    {
        var rows = new LineRows(at, offered);
        rows.Lines.AddRange(lines);
        rows.Fill();
        return rows;
    }

    /// <summary>What was posted, in the order of its numbers; text without a number counts line by line, as a program or an old page sends it.</summary>
    public static LineRows Read(string at, int offered, IFormCollection posted)
    {
        var rows = new LineRows(at, offered);
        var numbered = posted.Keys.Where(k => k.StartsWith(at + "[", StringComparison.Ordinal) && k.EndsWith("].Text", StringComparison.Ordinal))
            .Select(k => (Key: k, Number: int.TryParse(k[(at.Length + 1)..^6], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1))
            .Where(k => k.Number >= 0).OrderBy(k => k.Number);
        rows.Lines.AddRange(numbered.Select(k => posted[k.Key].ToString()));
        if (posted.TryGetValue(at, out StringValues text))
        {
            rows.Lines.AddRange(text.ToString().Split('\n'));
        }
        return rows;
    }

    /// <summary>A button beside a row was pressed: <c>Form.Agenda:add</c>, <c>:remove:0</c>, <c>:up:1</c>, <c>:down:0</c>. False where it is none of this list.</summary>
    public bool Press(string button)
    {
        if (!button.StartsWith(at + ":", StringComparison.Ordinal))
        {
            return false;
        }
        var parts = button[(at.Length + 1)..].Split(':');
        var row = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Lines.Count ? number : -1;
        if (parts[0] == "add")
        {
            Lines.Add("");
        }
        else if (parts[0] == "remove" && row >= 0)
        {
            Lines.RemoveAt(row);
        }
        else if (row >= 0 && parts[0] is "up" or "down")
        {
            var to = parts[0] == "up" ? row - 1 : row + 1;
            if (to >= 0 && to < Lines.Count)
            {
                (Lines[row], Lines[to]) = (Lines[to], Lines[row]);
            }
        }
        Fill();
        return true;
    }

    /// <summary>At least the offered rows to write in.</summary>
    public void Fill()
    {
        while (Lines.Count < offered)
        {
            Lines.Add("");
        }
    }
}
