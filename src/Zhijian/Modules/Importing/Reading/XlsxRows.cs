using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>
/// Reads the one sheet of an .xlsx row by row. Nothing outside the package is ever opened, nothing is calculated; what a table of plain values doesn't have
/// (formulas, merged cells, hidden sheets, macros) is refused with its place, because a program can't know what it means.
/// </summary>
internal sealed class XlsxRows : TableRows
{
    private const int MostEntries = 2000;
    private const long MostUnpacked = 400L * 1024 * 1024;
    private const int MostTexts = 4_000_000;
    private const long MostTextCharacters = 64L * 1024 * 1024;
    private const int MostMerged = 100_000;

    /// <summary>Days and times by their built-in number.</summary>
    private static readonly HashSet<int> DayFormats = [14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58];

    private static readonly DateTime First1900 = new(1899, 12, 30);
    private static readonly DateTime First1904 = new(1904, 1, 1);

    private readonly ZipArchive _package;
    private readonly XmlReader _reader;
    private readonly List<string> _texts;
    private readonly HashSet<int> _dayStyles;
    private readonly DateTime _first;
    private readonly StringBuilder _text = new();
    private readonly char[] _chunk = new char[4096];
    private readonly List<string> _cells = [];
    private readonly List<(string Range, int LastRow)> _merged = [];
    private int _number;
    private bool _ended;

    private XlsxRows(ZipArchive package, ZipArchiveEntry sheet, string name, List<string> texts, HashSet<int> dayStyles, bool from1904)
    {
        (_package, Sheet, _texts, _dayStyles, _first) = (package, name, texts, dayStyles, from1904 ? First1904 : First1900);
        _reader = Reader(sheet);
    }

    public override string? Sheet { get; }

    public static Refusal? Open(Stream content, out TableRows? rows)
    {
        rows = null;
        ZipArchive? package = null;
        try
        {
            package = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            var refusal = Open(package, out var made);
            rows = made;
            package = made is null ? package : null;
            return refusal;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return broken is XmlException ? ImportRefusals.Broken : ImportRefusals.Truncated;
        }
        finally
        {
            package?.Dispose();
        }
    }

    /// <summary>Cells drawn together in or below the headings; a title above may be as wide as it likes. Known once the sheet was read to its end.</summary>
    public Refusal? WhyMerged(int headerRow) => _merged.FirstOrDefault(m => m.LastRow >= headerRow) is { Range: { } range } ? ImportRefusals.Merged.With(range) : null;

    public override void Dispose()
    {
        _reader.Dispose();
        _package.Dispose();
    }

    protected override Refusal? Read(out TableRow? row)
    {
        row = null;
        try
        {
            while (!_ended && _reader.Read())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }
                if (_reader.LocalName == "row")
                {
                    return Row(out row);
                }
                if (_reader.LocalName == "mergeCell" && _reader.GetAttribute("ref") is { Length: < 40 } range && _merged.Count < MostMerged)
                {
                    _merged.Add((range, LastRowOf(range)));
                }
            }
            _ended = true;
            return null;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return broken is XmlException ? ImportRefusals.Broken : ImportRefusals.Truncated;
        }
    }

    private Refusal? Row(out TableRow? row)
    {
        row = null;
        _number = int.TryParse(_reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > _number ? number : _number + 1;
        _cells.Clear();
        if (!_reader.IsEmptyElement)
        {
            var depth = _reader.Depth;
            while (_reader.Read() && _reader.Depth > depth)
            {
                if (_reader.NodeType == XmlNodeType.Element && _reader.LocalName == "c" && Cell() is { } refusal)
                {
                    return refusal;
                }
            }
        }
        row = new TableRow(_number, [.. _cells]);
        return null;
    }

    private Refusal? Cell()
    {
        var column = ColumnOf(_reader.GetAttribute("r")) ?? _cells.Count;
        var (kind, style) = (_reader.GetAttribute("t"), _reader.GetAttribute("s"));
        _text.Clear();
        if (!_reader.IsEmptyElement)
        {
            var depth = _reader.Depth;
            while (_reader.Read() && _reader.Depth > depth)
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }
                switch (_reader.LocalName)
                {
                    case "f":
                        return ImportRefusals.Formula.With(Address(column, _number));
                    case "rPh":
                        // How it is spoken, not what is written.
                        Skip(depth + 1);
                        break;
                    case "v" or "t" when !Value(_text):
                        return ImportRefusals.CellTooLong.With(Address(column, _number));
                }
            }
        }
        if (_text.Length == 0)
        {
            return null;
        }
        if (kind == "e")
        {
            return ImportRefusals.ErrorCell.With(Address(column, _number));
        }
        if (column >= MostColumns)
        {
            return ImportRefusals.TooManyColumns.With(MostColumns);
        }
        if (Written(kind, style) is not { } value)
        {
            return ImportRefusals.Broken;
        }
        while (_cells.Count <= column)
        {
            _cells.Add("");
        }
        _cells[column] = value;
        return null;
    }

    /// <summary>What the cell shows, as far as values go: texts as they are, days as days, numbers without their look.</summary>
    private string? Written(string? kind, string? style)
    {
        var text = _text.ToString();
        switch (kind)
        {
            case "s":
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _texts.Count ? _texts[index] : null;
            case "inlineStr" or "str":
                return text;
            case "b":
                return text is "1" or "true" ? "TRUE" : "FALSE";
            case "d":
                return text;
        }
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return text;
        }
        if (int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var s) && _dayStyles.Contains(s) && number is >= 1 and < 2_958_466)
        {
            return _first.AddDays(Math.Floor(number)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        // Beyond fifteen digits a spreadsheet keeps no number exactly: it stays as it stands, and the check of its column says so.
        return Math.Abs(number) < 1e15 && number == Math.Floor(number) ? number.ToString("F0", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>Adds the element's text; false where it is longer than a cell can be.</summary>
    private bool Value(StringBuilder to)
    {
        if (_reader.IsEmptyElement)
        {
            return true;
        }
        var depth = _reader.Depth;
        while (_reader.Read() && _reader.Depth > depth)
        {
            if (_reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace))
            {
                continue;
            }
            int read;
            while ((read = _reader.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0)
            {
                if (to.Length + read > LongestCell)
                {
                    return false;
                }
                to.Append(_chunk, 0, read);
            }
        }
        return true;
    }

    private void Skip(int depth)
    {
        if (_reader.IsEmptyElement)
        {
            return;
        }
        while (_reader.Read() && _reader.Depth > depth)
        {
        }
    }

    private static Refusal? Open(ZipArchive package, out XlsxRows? rows)
    {
        rows = null;
        var entries = package.Entries;
        if (entries.Count > MostEntries || entries.Any(e => e.Length is < 0 or > MostUnpacked) || entries.Sum(e => e.Length) > MostUnpacked)
        {
            return ImportRefusals.Bomb;
        }
        if (entries.Any(e => e.IsEncrypted))
        {
            return ImportRefusals.Protected;
        }
        if (entries.Any(e => e.FullName.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)))
        {
            return ImportRefusals.Macro;
        }
        if (entries.Any(e => e.FullName.StartsWith('/') || e.FullName.Contains('\\', StringComparison.Ordinal) || e.FullName.Split('/').Contains("..")) || Part(package, "xl/workbook.xml") is not { } book)
        {
            return ImportRefusals.NotATable;
        }
        var targets = Targets(package);
        List<(string Name, ZipArchiveEntry Part, bool IsHidden)> sheets = [];
        var from1904 = false;
        using (var reader = Reader(book))
        {
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
                {
                    from1904 = reader.GetAttribute("date1904") is "1" or "true";
                }
                else if (reader is { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                {
                    var id = Id(reader);
                    if (id is null || !targets.TryGetValue(id, out var target) || Part(package, target) is not { } part)
                    {
                        return ImportRefusals.Broken;
                    }
                    sheets.Add((reader.GetAttribute("name") ?? "", part, reader.GetAttribute("state") is "hidden" or "veryHidden"));
                }
            }
        }
        var filled = sheets.Where(s => HasContent(s.Part)).ToList();
        if (filled.FirstOrDefault(s => s.IsHidden) is { Part: not null } hidden)
        {
            return ImportRefusals.HiddenSheet.With(hidden.Name);
        }
        if (filled.Count == 0)
        {
            return ImportRefusals.NoRows;
        }
        if (filled.Count > 1)
        {
            return ImportRefusals.SeveralSheets.With(filled.Count, filled[0].Name, filled[1].Name);
        }
        if (Texts(package, out var texts) is { } tooMuch)
        {
            return tooMuch;
        }
        rows = new XlsxRows(package, filled[0].Part, filled[0].Name, texts, DayStyles(package), from1904);
        return null;
    }

    private static Dictionary<string, string> Targets(ZipArchive package)
    {
        Dictionary<string, string> targets = [];
        if (Part(package, "xl/_rels/workbook.xml.rels") is not { } part)
        {
            return targets;
        }
        using var reader = Reader(part);
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && reader.GetAttribute("TargetMode") != "External" && reader.GetAttribute("Id") is { } id && reader.GetAttribute("Target") is { } target)
            {
                targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }
        return targets;
    }

    /// <summary>All texts the cells point at.</summary>
    private static Refusal? Texts(ZipArchive package, out List<string> texts)
    {
        texts = [];
        if (Part(package, "xl/sharedStrings.xml") is not { } part)
        {
            return null;
        }
        using var reader = Reader(part);
        var (text, chunk, all) = (new StringBuilder(), new char[4096], 0L);
        var (inside, spoken) = (false, false);
        while (reader.Read())
        {
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "si"):
                    text.Clear();
                    if (reader.IsEmptyElement)
                    {
                        texts.Add("");
                    }
                    break;
                case (XmlNodeType.EndElement, "si"):
                    texts.Add(text.ToString());
                    break;
                case (XmlNodeType.Element, "rPh"):
                    spoken = !reader.IsEmptyElement;
                    break;
                case (XmlNodeType.EndElement, "rPh"):
                    spoken = false;
                    break;
                case (XmlNodeType.Element, "t"):
                    inside = !reader.IsEmptyElement;
                    break;
                case (XmlNodeType.EndElement, "t"):
                    inside = false;
                    break;
                case (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace, _) when inside && !spoken:
                    int read;
                    while ((read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
                    {
                        all += read;
                        if (text.Length + read > LongestCell || all > MostTextCharacters)
                        {
                            return ImportRefusals.Bomb;
                        }
                        text.Append(chunk, 0, read);
                    }
                    break;
            }
            if (texts.Count > MostTexts)
            {
                return ImportRefusals.Bomb;
            }
        }
        return null;
    }

    /// <summary>The numbers of the styles that show a number as a day.</summary>
    private static HashSet<int> DayStyles(ZipArchive package)
    {
        HashSet<int> styles = [];
        if (Part(package, "xl/styles.xml") is not { } part)
        {
            return styles;
        }
        using var reader = Reader(part);
        HashSet<int> formats = [.. DayFormats];
        var (inCells, number) = (false, 0);
        while (reader.Read())
        {
            if (reader.LocalName == "cellXfs")
            {
                inCells = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            }
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "numFmt" } && int.TryParse(reader.GetAttribute("numFmtId"), out var custom) && ShowsDays(reader.GetAttribute("formatCode") ?? ""))
            {
                formats.Add(custom);
            }
            else if (inCells && reader is { NodeType: XmlNodeType.Element, LocalName: "xf" })
            {
                if (int.TryParse(reader.GetAttribute("numFmtId"), out var format) && formats.Contains(format))
                {
                    styles.Add(number);
                }
                number++;
            }
        }
        return styles;
    }

    /// <summary>Whether a format shows years or days, outside of quoted text and brackets.</summary>
    private static bool ShowsDays(string format)
    {
        var (quoted, bracketed) = (false, false);
        foreach (var c in format)
        {
            quoted ^= c == '"';
            bracketed = c == '[' || (bracketed && c != ']');
            if (!quoted && !bracketed && c is 'y' or 'Y' or 'd' or 'D')
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasContent(ZipArchiveEntry sheet)
    {
        using var reader = Reader(sheet);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "v" or "is" or "f" && !reader.IsEmptyElement)
            {
                return true;
            }
        }
        return false;
    }

    private static string? Id(XmlReader reader)
    {
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.LocalName == "id" && reader.Prefix.Length > 0)
            {
                var id = reader.Value;
                reader.MoveToElement();
                return id;
            }
        }
        reader.MoveToElement();
        return null;
    }

    private static ZipArchiveEntry? Part(ZipArchive package, string name) => package.GetEntry(name) ?? package.Entries.FirstOrDefault(e => string.Equals(e.FullName, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>No document type, no entity, nothing from elsewhere.</summary>
    private static XmlReader Reader(ZipArchiveEntry part) => XmlReader.Create(part.Open(), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true, MaxCharactersInDocument = MostUnpacked,
    });

    /// <summary>What the package, its compression or its XML say when a file is cut off or damaged.</summary>
    private static bool IsBroken(Exception problem) => problem is InvalidDataException or XmlException or EndOfStreamException or IOException or NotSupportedException or ArgumentException or OverflowException;

    private static int? ColumnOf(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return null;
        }
        var column = 0;
        foreach (var c in address)
        {
            if (!char.IsAsciiLetter(c) || column > 100_000)
            {
                break;
            }
            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
        }
        return column == 0 ? null : column - 1;
    }

    private static int LastRowOf(string range)
    {
        var digits = new string([.. range.Split(':')[^1].Where(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : int.MaxValue;
    }
}
