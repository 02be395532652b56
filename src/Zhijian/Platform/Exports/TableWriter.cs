using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Exports;

/// <summary>
/// Writes a list as a file, row by row: what it holds at any moment is a few rows, however long the list is. Cells may be texts, numbers, days, moments, yes or no, and enum values,
/// which people read by name and programs as they are.
/// </summary>
public abstract class TableWriter : IDisposable
{
    /// <summary>So much is gathered before it is passed on.</summary>
    private const int PassedOnFrom = 64 * 1024;

    private readonly Stream _to;

    private protected TableWriter(Stream to) => _to = to;

    /// <summary>What was written and not passed on yet.</summary>
    private protected GatheredBytes Gathered { get; } = new();

    public static TableWriter Of(TableFormat format, Stream to, TableHead head, Words words, InstitutionTime time) => format switch
    {
        TableFormat.Csv => new CsvWriter(to, head, words, time),
        TableFormat.Json => new JsonWriter(to, head),
        _ => new SheetWriter(to, head, words, time),
    };

    /// <summary>What stands before the rows; it is passed on at once.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        WriteHead();
        await PassOn(cancel);
    }

    /// <summary>One row, in the order of the columns.</summary>
    public ValueTask Row(IReadOnlyList<object?> cells, CancellationToken cancel)
    {
        WriteRow(cells);
        return Gathered.Length < PassedOnFrom ? ValueTask.CompletedTask : new ValueTask(PassOn(cancel));
    }

    /// <summary>What stands behind the rows.</summary>
    public async Task End(CancellationToken cancel)
    {
        WriteEnd();
        await PassOn(cancel);
        await _to.FlushAsync(cancel);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void WriteHead();

    private protected abstract void WriteRow(IReadOnlyList<object?> cells);

    private protected abstract void WriteEnd();

    private protected virtual void Dispose(bool disposing) => Gathered.Dispose();

    private async Task PassOn(CancellationToken cancel)
    {
        if (Gathered.Length > 0)
        {
            await _to.WriteAsync(Gathered.Bytes, cancel);
            Gathered.Clear();
        }
    }

    /// <summary>A cell as people read it.</summary>
    private protected static string Shown(object? value, Words words, InstitutionTime time) => value switch
    {
        null => "",
        string text => text,
        Enum named => words.Name(named),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => time.Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        bool yes => words[yes ? "export.yes" : "export.no"],
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>Bytes on their way out; nothing of it is read back.</summary>
internal sealed class GatheredBytes : Stream
{
    private readonly ArrayBufferWriter<byte> _bytes = new(128 * 1024);

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public override long Length => _bytes.WrittenCount;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Clear() => _bytes.ResetWrittenCount();

    public IBufferWriter<byte> AsBuffer() => _bytes;

    public override void Write(byte[] buffer, int offset, int count) => _bytes.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>RFC 4180: fields that need it in quotation marks, lines ended by CR LF. A text that begins like a formula gets an apostrophe before it, which spreadsheet programs take for "this is text".</summary>
internal sealed class CsvWriter(Stream to, TableHead head, Words words, InstitutionTime time) : TableWriter(to)
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    private protected override void WriteHead()
    {
        Gathered.Write(Encoding.UTF8.Preamble);
        Line([.. head.Columns.Select(c => c.Title)]);
    }

    private protected override void WriteRow(IReadOnlyList<object?> cells) => Line([.. cells.Select(c => c is string text && FormulaText.IsIn(text) ? "'" + text : Shown(c, words, time))]);

    private protected override void WriteEnd()
    {
    }

    private void Line(ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                Gathered.Write(","u8);
            }
            var field = fields[i];
            var quoted = field.AsSpan().ContainsAny(NeedQuotes) || (field.Length > 0 && (char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1])));
            Encoding.UTF8.GetBytes(quoted ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field, Gathered.AsBuffer());
        }
        Gathered.Write("\r\n"u8);
    }
}

/// <summary>Names as programs know them; days and moments after ISO 8601.</summary>
internal sealed class JsonWriter : TableWriter
{
    private readonly TableHead _head;
    private readonly Utf8JsonWriter _json;

    public JsonWriter(Stream to, TableHead head)
        : base(to)
    {
        _head = head;
        _json = new Utf8JsonWriter(Gathered.AsBuffer(), new JsonWriterOptions { Encoder = KeptJson.Form.Encoder });
    }

    private protected override void WriteHead()
    {
        _json.WriteStartObject();
        _json.WriteString("list", _head.List);
        _json.WriteString("title", _head.Title);
        _json.WriteString("taken", _head.Mark);
        _json.WriteStartArray("columns");
        foreach (var column in _head.Columns)
        {
            _json.WriteStartObject();
            _json.WriteString("name", column.Name);
            _json.WriteString("title", column.Title);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("rows");
        _json.Flush();
    }

    private protected override void WriteRow(IReadOnlyList<object?> cells)
    {
        _json.WriteStartObject();
        for (var i = 0; i < cells.Count; i++)
        {
            _json.WritePropertyName(_head.Columns[i].Name);
            JsonSerializer.Serialize(_json, cells[i], KeptJson.Form);
        }
        _json.WriteEndObject();
        _json.Flush();
    }

    private protected override void WriteEnd()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    private protected override void Dispose(bool disposing)
    {
        _json.Dispose();
        base.Dispose(disposing);
    }
}
