using System.Text;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>Reads .csv as spreadsheets write it: UTF-8 with or without mark, UTF-16, else GB18030; separated by comma, tab, semicolon or bar.</summary>
internal sealed class CsvRows : TableRows
{
    private const int Chunk = 64 * 1024;
    private static readonly char[] Separators = [',', '\t', ';', '|', '，'];

    private readonly StreamReader _text;
    private readonly char[] _buffer = new char[Chunk];
    private readonly List<string> _cells = [];
    private readonly StringBuilder _cell = new();
    private readonly char _separator;
    private int _at;
    private int _end;
    private int _number;

    private CsvRows(StreamReader text, char separator) => (_text, _separator) = (text, separator);

    public static Refusal? Open(Stream content, out TableRows? rows)
    {
        rows = null;
        if (EncodingOf(content, out var encoding) is { } refusal)
        {
            return refusal;
        }
        content.Position = 0;
        var start = new char[8192];
        int read;
        using (var peek = new StreamReader(content, encoding!, detectEncodingFromByteOrderMarks: true, leaveOpen: true))
        {
            read = peek.ReadBlock(start, 0, start.Length);
        }
        var begins = start.AsSpan(0, read).TrimStart("\uFEFF \t\r\n");
        if (begins.Length == 0)
        {
            return ImportRefusals.NoRows;
        }
        // A page or a drawing that was given another name.
        if (begins[0] == '<' || begins.StartsWith("{\\rtf") || begins.StartsWith("%PDF") || begins.StartsWith("#!"))
        {
            return ImportRefusals.NotATable;
        }
        content.Position = 0;
        var made = new CsvRows(new StreamReader(content, encoding!, detectEncodingFromByteOrderMarks: true, Chunk, leaveOpen: true), SeparatorOf(begins, out var isNamed));
        if (isNamed)
        {
            made.Read(out _);
        }
        rows = made;
        return null;
    }

    public override void Dispose() => _text.Dispose();

    protected override Refusal? Read(out TableRow? row)
    {
        row = null;
        _cells.Clear();
        _cell.Clear();
        var quoted = false;
        var line = ++_number;
        var any = false;
        while (true)
        {
            var next = Take();
            if (next < 0)
            {
                if (quoted)
                {
                    return ImportRefusals.OpenQuote.With(line);
                }
                if (any)
                {
                    _cells.Add(_cell.ToString());
                    row = new TableRow(line, [.. _cells]);
                }
                return null;
            }
            any = true;
            var c = (char)next;
            if (quoted)
            {
                if (c == '"' && Peek() == '"')
                {
                    Take();
                    _cell.Append('"');
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    _number += c == '\n' ? 1 : 0;
                    _cell.Append(c);
                }
            }
            else if (c == '"' && _cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == _separator)
            {
                _cells.Add(_cell.ToString());
                _cell.Clear();
                if (_cells.Count >= MostColumns)
                {
                    return ImportRefusals.TooManyColumns.With(MostColumns);
                }
            }
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && Peek() == '\n')
                {
                    Take();
                }
                _cells.Add(_cell.ToString());
                row = new TableRow(line, [.. _cells]);
                return null;
            }
            else if (char.IsControl(c) && c != '\t')
            {
                return ImportRefusals.NotATable;
            }
            else
            {
                _cell.Append(c);
            }
            if (_cell.Length > LongestCell)
            {
                return quoted ? ImportRefusals.OpenQuote.With(line) : ImportRefusals.CellTooLong.With(Address(_cells.Count, line));
            }
        }
    }

    private int Take()
    {
        if (Peek() < 0)
        {
            return -1;
        }
        return _buffer[_at++];
    }

    private int Peek()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, _text.Read(_buffer, 0, _buffer.Length));
        }
        return _at == _end ? -1 : _buffer[_at];
    }

    /// <summary>The separator of the first line: the commonest outside quotes; or the one that a line <c>sep=;</c> names.</summary>
    private static char SeparatorOf(ReadOnlySpan<char> text, out bool isNamed)
    {
        isNamed = text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4;
        if (isNamed)
        {
            return text[4];
        }
        var counts = new int[Separators.Length];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is '\n' or '\r' && counts.Any(n => n > 0))
            {
                break;
            }
            else if (!quoted && Array.IndexOf(Separators, c) is >= 0 and var i)
            {
                counts[i]++;
            }
        }
        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>Decided by all bytes, so that no row further down comes out as something else.</summary>
    private static Refusal? EncodingOf(Stream content, out Encoding? encoding)
    {
        encoding = null;
        var head = new byte[Math.Min(4096, content.Length)];
        content.Position = 0;
        content.ReadExactly(head);
        if (head is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
        {
            return ImportRefusals.Encoding;
        }
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            encoding = new UnicodeEncoding(bigEndian: head[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
            return Decodes(content, encoding) ? null : ImportRefusals.Encoding;
        }
        if (head.Contains((byte)0))
        {
            // Without a mark, half of plain UTF-16 text is zeros, all on the same side.
            var (even, odd) = (Zeros(head, 0), Zeros(head, 1));
            if (Math.Max(even, odd) < head.Length / 16 || Math.Min(even, odd) > 0)
            {
                return ImportRefusals.NotATable;
            }
            encoding = new UnicodeEncoding(bigEndian: even > 0, byteOrderMark: false, throwOnInvalidBytes: true);
            return Decodes(content, encoding) ? null : ImportRefusals.Encoding;
        }
        foreach (var tried in new[] { new UTF8Encoding(true, throwOnInvalidBytes: true), CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)! })
        {
            if (Decodes(content, tried))
            {
                encoding = tried;
                return null;
            }
        }
        return ImportRefusals.Encoding;
    }

    private static int Zeros(byte[] head, int side) => head.Where((b, i) => b == 0 && i % 2 == side).Count();

    private static bool Decodes(Stream content, Encoding encoding)
    {
        content.Position = 0;
        var (bytes, characters, decoder) = (new byte[Chunk], new char[Chunk + 16], encoding.GetDecoder());
        try
        {
            int read;
            do
            {
                read = content.Read(bytes);
                decoder.GetChars(bytes.AsSpan(0, read), characters, flush: read == 0);
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
