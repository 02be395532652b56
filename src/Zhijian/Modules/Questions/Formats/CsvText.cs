using System.Text;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>Rows of a CSV file (RFC 4180) with the line each begins on; commas, semicolons or tabs, whichever the first row has most of.</summary>
internal static class CsvText
{
    private static readonly char[] Separators = [',', ';', '\t'];

    public static List<(int Line, List<string> Cells)> Read(string text, out int? openQuote)
    {
        openQuote = null;
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var head = text.Split('\n', 2)[0];
        var separator = Separators.MaxBy(c => head.Count(h => h == c));
        List<(int, List<string>)> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, first, quoted, quotedFrom) = (1, 1, false, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                line += c == '\n' ? 1 : 0;
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(c);
                    i++;
                }
                else
                {
                    quoted = false;
                }
                continue;
            }
            if (quoted)
            {
                openQuote = quotedFrom;
            }
            if (c == '"' && cell.Length == 0)
            {
                (quoted, quotedFrom) = (true, line);
            }
            else if (c == separator || c == '\n')
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
                if (c == '\n')
                {
                    if (cells.Exists(v => v.Length > 0))
                    {
                        rows.Add((first, cells));
                    }
                    cells = [];
                    line++;
                    first = line;
                }
            }
            else
            {
                cell.Append(c);
            }
        }
        return rows;
    }

    public static string Row(IEnumerable<string?> cells) => string.Join(',', cells.Select(c => Cell(c ?? ""))) + "\r\n";

    private static string Cell(string text) => text.IndexOfAny(['"', ',', ';', '\t', '\n', '\r']) >= 0 || text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
