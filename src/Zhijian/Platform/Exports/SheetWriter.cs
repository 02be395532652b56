using System.Globalization;
using System.IO.Compression;
using System.Text;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Exports;

/// <summary>
/// An .xlsx (ECMA-376) written from its first byte to its last without going back. Texts are inline, so that nothing has to be known before the rows; one that begins like a formula
/// carries the mark by which a spreadsheet program keeps it a text for good, also when it is saved again as something else.
/// </summary>
internal sealed class SheetWriter : TableWriter
{
    /// <summary>A sheet of a workbook holds no more.</summary>
    internal const int MostRows = 1_048_576;

    /// <summary>Characters that are encoded at once.</summary>
    private const int Portion = 4096;

    private const int LongestCell = 32_767;
    private const int LongestFooter = 250;
    private const int LongestSheetName = 28;

    private const string SpreadsheetNames = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string RelationNames = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly TableHead _head;
    private readonly Words _words;
    private readonly InstitutionTime _time;
    private readonly ZipArchive _package;
    private readonly int _mostRows;
    private readonly StringBuilder _line = new();
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly byte[] _encoded = new byte[Encoding.UTF8.GetMaxByteCount(Portion)];
    private Stream? _sheet;
    private int _sheets;
    private int _rows;

    public SheetWriter(Stream to, TableHead head, Words words, InstitutionTime time, int mostRows = MostRows)
        : base(to)
    {
        (_head, _words, _time, _mostRows) = (head, words, time, mostRows);
        _package = new ZipArchive(Gathered, ZipArchiveMode.Create, leaveOpen: true);
    }

    private protected override void WriteHead()
    {
        BeginSheet();
        _sheet!.Flush();
    }

    private protected override void WriteRow(IReadOnlyList<object?> cells)
    {
        if (_rows == _mostRows)
        {
            EndSheet();
            BeginSheet();
        }
        _line.Append("<row>");
        foreach (var cell in cells)
        {
            Cell(cell);
        }
        EndRow();
    }

    private protected override void WriteEnd()
    {
        EndSheet();
        var sheets = Enumerable.Range(1, _sheets).ToList();
        Part("xl/workbook.xml", $"<workbook xmlns=\"{SpreadsheetNames}\" xmlns:r=\"{RelationNames}\"><sheets>{string.Concat(sheets.Select(n => $"<sheet name=\"{Escaped(SheetName(n))}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))}</sheets></workbook>");
        Part("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(sheets.Select(n => $"<Relationship Id=\"rId{n}\" Type=\"{RelationNames}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))}<Relationship Id=\"rIdStyles\" Type=\"{RelationNames}/styles\" Target=\"styles.xml\"/></Relationships>");
        // Formats of cells: 0 as it is, 1 a text that begins like a formula, 2 a heading.
        Part("xl/styles.xml", $"<styleSheet xmlns=\"{SpreadsheetNames}\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf xfId=\"0\"/><xf xfId=\"0\" quotePrefix=\"1\"/><xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>");
        Part("docProps/core.xml", $"<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{Escaped(_head.Title)}</dc:title><dc:creator>{Escaped(_head.Mark)}</dc:creator></cp:coreProperties>");
        Part("_rels/.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RelationNames}/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>");
        Part("[Content_Types].xml", $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>{string.Concat(sheets.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))}</Types>");
        _package.Dispose();
    }

    private protected override void Dispose(bool disposing)
    {
        _sheet?.Dispose();
        _package.Dispose();
        base.Dispose(disposing);
    }

    private void BeginSheet()
    {
        _sheets++;
        _rows = 0;
        _sheet = _package.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest).Open();
        _line.Append($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><worksheet xmlns=\"{SpreadsheetNames}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData><row>");
        foreach (var column in _head.Columns)
        {
            Text(column.Title, 2);
        }
        EndRow();
    }

    private void EndSheet()
    {
        var footer = _head.Mark.Replace("&", "&&", StringComparison.Ordinal);
        _line.Append("</sheetData><headerFooter><oddFooter>&amp;L").Append(Escaped(footer[..Math.Min(footer.Length, LongestFooter)])).Append("</oddFooter></headerFooter></worksheet>");
        WriteLine();
        _sheet!.Dispose();
        _sheet = null;
    }

    private void Cell(object? value)
    {
        switch (value)
        {
            case null or "":
                _line.Append("<c/>");
                break;
            case int or long or short or decimal or double:
                _line.Append(CultureInfo.InvariantCulture, $"<c><v>{value}</v></c>");
                break;
            default:
                var text = Shown(value, _words, _time);
                Text(text, value is string && FormulaText.IsIn(text) ? 1 : 0);
                break;
        }
    }

    private void Text(string text, int format)
    {
        _line.Append("<c t=\"inlineStr\"");
        if (format > 0)
        {
            _line.Append(" s=\"").Append((char)('0' + format)).Append('"');
        }
        _line.Append("><is><t xml:space=\"preserve\">");
        Escape(text.Length > LongestCell ? text.AsSpan(0, LongestCell) : text);
        _line.Append("</t></is></c>");
    }

    private void EndRow()
    {
        _line.Append("</row>");
        _rows++;
        WriteLine();
    }

    private void WriteLine()
    {
        foreach (var part in _line.GetChunks())
        {
            for (var left = part.Span; left.Length > 0; left = left[Math.Min(left.Length, Portion)..])
            {
                // The encoder remembers half a letter from one portion to the next.
                _sheet!.Write(_encoded, 0, _encoder.GetBytes(left[..Math.Min(left.Length, Portion)], _encoded, flush: false));
            }
        }
        _line.Clear();
    }

    private void Part(string name, string content)
    {
        using var part = _package.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + content));
    }

    private string SheetName(int number)
    {
        var clean = new string([.. _head.Title.Where(c => c is not ('[' or ']' or ':' or '*' or '?' or '/' or '\\' or '\''))]);
        clean = clean[..Math.Min(clean.Length, LongestSheetName)];
        return number == 1 ? clean : string.Create(CultureInfo.InvariantCulture, $"{clean} {number}");
    }

    private static string Escaped(string text)
    {
        var built = new StringBuilder();
        Escape(text, built);
        return built.ToString();
    }

    private void Escape(ReadOnlySpan<char> text) => Escape(text, _line);

    /// <summary>Without what XML can't hold: control characters and halves of letters.</summary>
    private static void Escape(ReadOnlySpan<char> text, StringBuilder to)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    to.Append("&amp;");
                    break;
                case '<':
                    to.Append("&lt;");
                    break;
                case '>':
                    to.Append("&gt;");
                    break;
                case '"':
                    to.Append("&quot;");
                    break;
                case '\r':
                    to.Append("&#13;");
                    break;
                case '\t' or '\n':
                    to.Append(c);
                    break;
                case < ' ' or '\uFFFE' or '\uFFFF':
                    break;
                default:
                    if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])))
                    {
                        break;
                    }
                    to.Append(c);
                    if (char.IsHighSurrogate(c))
                    {
                        to.Append(text[++i]);
                    }
                    break;
            }
        }
    }
}
