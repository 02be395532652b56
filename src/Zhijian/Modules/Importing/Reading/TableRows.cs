using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>One row of a table that has something in it.</summary>
/// <param name="Number">Where it stands in the file, from 1.</param>
/// <param name="Cells">From the first column on; an empty cell is the empty text.</param>
internal sealed record TableRow(int Number, string[] Cells)
{
    public string Cell(int column) => column < Cells.Length ? Cells[column] : "";
}

/// <summary>The rows of a table one after another, in bounded memory. Whatever is wrong with the file is a refusal that names the place.</summary>
internal abstract class TableRows : IDisposable
{
    /// <summary>Rows that an institution brings at once.</summary>
    public const int MostRows = 200_000;

    public const int MostColumns = 200;

    /// <summary>What a spreadsheet's cell can hold.</summary>
    public const int LongestCell = 32_767;

    /// <summary>Rows without anything in them: more are formatting that got out of hand.</summary>
    private const int MostBlankRows = 10_000;

    private int _rows;
    private int _blank;

    /// <summary>The name of the sheet; null where the table has none.</summary>
    public virtual string? Sheet => null;

    /// <summary>The next row with something in it; no row: the table ends.</summary>
    public Refusal? Next(out TableRow? row)
    {
        while (true)
        {
            if (Read(out row) is { } refusal)
            {
                row = null;
                return refusal;
            }
            if (row is null)
            {
                return null;
            }
            if (row.Cells.All(string.IsNullOrWhiteSpace))
            {
                if (++_blank > MostBlankRows)
                {
                    row = null;
                    return ImportRefusals.BlankRows.With(MostBlankRows);
                }
                continue;
            }
            if (++_rows > MostRows + HeaderFinder.MostRowsAbove + 1)
            {
                row = null;
                return ImportRefusals.TooManyRows.With(MostRows);
            }
            return Formula(row);
        }
    }

    public abstract void Dispose();

    /// <summary>The next row as it stands, empty or not.</summary>
    protected abstract Refusal? Read(out TableRow? row);

    /// <summary>The address of a cell as spreadsheets show it: B3.</summary>
    internal static string Address(int column, int row)
    {
        var letters = "";
        for (var c = column + 1; c > 0; c = (c - 1) / 26)
        {
            letters = (char)('A' + ((c - 1) % 26)) + letters;
        }
        return letters + row.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Text that a spreadsheet would take for a formula is no content of ours; numbers with a sign are.</summary>
    private static Refusal? Formula(TableRow row)
    {
        for (var i = 0; i < row.Cells.Length; i++)
        {
            var text = row.Cells[i].AsSpan().Trim();
            if (text.Length > 1 && (text[0] is '=' or '@' or '＝' or '＠' || (text[0] is '+' or '-' && !IsNumber(text[1..]))))
            {
                return ImportRefusals.Formula.With(Address(i, row.Number));
            }
        }
        return null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not (' ' or '-' or '.' or '(' or ')' or 'E' or 'e' or '+'))
            {
                return false;
            }
        }
        return text.ContainsAnyInRange('0', '9') || text.Trim('-').Length == 0;
    }
}
