using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Zhijian.Platform.Exports;

/// <summary>
/// Writes an .xlsx row by row. Every cell is an inline text, so that a spreadsheet program never takes what somebody typed for a formula. Each sheet carries a footer that names who took it.
/// </summary>
public sealed class Workbook : IDisposable
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int LongestSheetName = 31;
    private const int LongestCell = 32_767;
    private const int LongestFooter = 250;
    private static readonly char[] NotInSheetNames = ['[', ']', ':', '*', '?', '/', '\\', '\''];

    private readonly SpreadsheetDocument document;
    private readonly WorkbookPart book;
    private readonly string mark;
    private readonly List<(string Name, string Part)> sheets = [];

    /// <param name="to">Must be able to seek.</param>
    /// <param name="mark">Who takes the file, and when; stands in the footer of every printed page.</param>
    public Workbook(Stream to, string mark)
    {
        document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        book = document.AddWorkbookPart();
        this.mark = mark;
    }

    /// <summary>Writes one sheet; the rows are taken one at a time.</summary>
    public void Sheet(string name, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var part = book.AddNewPart<WorksheetPart>();
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        foreach (var row in rows)
        {
            writer.WriteStartElement(new Row());
            foreach (var cell in row)
            {
                writer.WriteElement(new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(Clean(cell)) { Space = SpaceProcessingModeValues.Preserve }) });
            }
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        var footer = mark.Replace("&", "&&", StringComparison.Ordinal);
        writer.WriteElement(new HeaderFooter(new OddFooter("&L" + footer[..Math.Min(footer.Length, LongestFooter)])));
        writer.WriteEndElement();
        sheets.Add((Unique(name), book.GetIdOfPart(part)));
    }

    public void Dispose()
    {
        using (var writer = OpenXmlWriter.Create(book))
        {
            writer.WriteStartElement(new DocumentFormat.OpenXml.Spreadsheet.Workbook());
            writer.WriteStartElement(new Sheets());
            for (var i = 0; i < sheets.Count; i++)
            {
                writer.WriteElement(new Sheet { Name = sheets[i].Name, SheetId = (uint)i + 1, Id = sheets[i].Part });
            }
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        document.PackageProperties.Creator = mark;
        document.Dispose();
    }

    /// <summary>Without what XML can't hold, and not longer than a cell may be.</summary>
    private static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF))
            {
                clean.Append(rune.ToString());
            }
        }
        return clean.Length > LongestCell ? clean.ToString(0, LongestCell) : clean.ToString();
    }

    private string Unique(string name)
    {
        var clean = new string([.. name.Where(c => !NotInSheetNames.Contains(c))]);
        clean = clean[..Math.Min(clean.Length, LongestSheetName - 3)];
        return sheets.Any(s => string.Equals(s.Name, clean, StringComparison.OrdinalIgnoreCase)) ? $"{clean} {sheets.Count}" : clean;
    }
}
