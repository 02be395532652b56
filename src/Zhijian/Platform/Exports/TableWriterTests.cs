using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using ExcelDataReader;
using Microsoft.VisualBasic.FileIO;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Exports;

/// <summary>What leaves as a file can be read by the programs it is meant for, holds what was there, and is nobody's formula.</summary>
public sealed class TableWriterTests
{
    static TableWriterTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static readonly InstitutionTime Time = new(TimeProvider.System);
    private static readonly Words Chinese = new(Time) { Language = TextFiles.Chinese };
    private static readonly TableHead Head = new("things", "清单: 一/二", "甲 & <乙>", [new("a", "名称"), new("b", "数"), new("c", "日")]);
    private static readonly string[] Dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"];

    [Fact]
    public async Task A_workbook_is_valid_and_holds_every_value()
    {
        object?[][] rows = [["简行之 & <b> \"q\" 𠮷\u0001", 42, new DateOnly(2026, 11, 28)], ["", null, null], ["第一行\n第二行", -7, new DateOnly(2000, 2, 29)]];
        var bytes = await Written(TableFormat.Xlsx, rows);

        using (var document = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}"));
            Assert.Contains("甲 && <乙>", document.WorkbookPart!.WorksheetParts.Single().Worksheet.InnerText, StringComparison.Ordinal);
        }
        var read = Excel(bytes);
        Assert.Equal(["名称", "数", "日"], read[0]);
        Assert.Equal(["简行之 & <b> \"q\" 𠮷", "42", "2026-11-28"], read[1]);
        Assert.Equal(["第一行\n第二行", "-7", "2000-02-29"], read[3]);
    }

    [Fact]
    public async Task What_begins_like_a_formula_stays_a_text()
    {
        var rows = Dangerous.Select(d => new object?[] { d, 1, null }).ToArray();
        using (var document = SpreadsheetDocument.Open(new MemoryStream(await Written(TableFormat.Xlsx, rows)), isEditable: false))
        {
            var formats = document.WorkbookPart!.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<CellFormat>().ToList();
            var first = document.WorkbookPart.WorksheetParts.Single().Worksheet.Descendants<Row>().Skip(1).Select(r => r.Elements<Cell>().First()).ToList();
            Assert.Equal(Dangerous, first.Select(c => c.InnerText));
            Assert.All(first, c =>
            {
                Assert.Equal(CellValues.InlineString, c.DataType!.Value);
                Assert.True(formats[(int)c.StyleIndex!.Value].QuotePrefix!.Value);
                Assert.Null(c.CellFormula);
            });
        }
        var csv = Encoding.UTF8.GetString(await Written(TableFormat.Csv, rows));
        Assert.All(Csv(csv).Skip(1), line => Assert.StartsWith("'", line[0], StringComparison.Ordinal));
        // A number of our own is no text of anybody's.
        Assert.Equal("-5", Csv(Encoding.UTF8.GetString(await Written(TableFormat.Csv, [["x", -5, null]])))[1][1]);
    }

    [Fact]
    public async Task A_csv_is_as_the_standard_says_with_the_mark_of_its_encoding()
    {
        var bytes = await Written(TableFormat.Csv, [["a,b", 1, null], ["说\"好\"", 2, null], ["上\r\n下", 3, null], [" 空 ", 4, null]]);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = Encoding.UTF8.GetString(bytes[3..]);
        Assert.Equal("名称,数,日\r\n\"a,b\",1,\r\n\"说\"\"好\"\"\",2,\r\n\"上\r\n下\",3,\r\n\" 空 \",4,\r\n", text);
        Assert.Equal(["a,b", "说\"好\"", "上\r\n下", " 空 "], Csv(text).Skip(1).Select(l => l[0]));
    }

    [Fact]
    public async Task Json_says_its_columns_and_keeps_values_as_programs_know_them()
    {
        using var json = JsonDocument.Parse(await Written(TableFormat.Json, [["=1", 42, new DateOnly(2026, 11, 28)]]));
        Assert.Equal("things", json.RootElement.GetProperty("list").GetString());
        Assert.Equal("名称", json.RootElement.GetProperty("columns")[0].GetProperty("title").GetString());
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(("=1", 42, "2026-11-28"), (row.GetProperty("a").GetString(), row.GetProperty("b").GetInt32(), row.GetProperty("c").GetString()));
    }

    [Fact]
    public async Task More_rows_than_a_sheet_holds_go_on_in_the_next()
    {
        using var to = new MemoryStream();
        using (var writer = new SheetWriter(to, Head, Chinese, Time, mostRows: 3))
        {
            await writer.Begin(default);
            for (var i = 0; i < 5; i++)
            {
                await writer.Row([$"第{i}行", i, null], default);
            }
            await writer.End(default);
        }
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(to.ToArray()));
        List<int> rows = [];
        do
        {
            var count = 0;
            while (reader.Read())
            {
                count++;
            }
            rows.Add(count);
        }
        while (reader.NextResult());
        Assert.Equal([3, 3, 2], rows);
    }

    [Theory]
    [InlineData(TableFormat.Xlsx)]
    [InlineData(TableFormat.Csv)]
    [InlineData(TableFormat.Json)]
    public async Task The_first_bytes_leave_before_the_rows_and_memory_stays_flat(TableFormat format)
    {
        var to = new CountingStream();
        using var writer = TableWriter.Of(format, to, Head, Chinese, Time);
        await writer.Begin(default);
        Assert.True(to.Length > 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 50_000; i++)
        {
            await writer.Row(["一段不短也不长的文字，说明一个人所在的支部", i, new DateOnly(2026, 11, 28)], default);
        }
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 8 * 1024 * 1024);
        await writer.End(default);
        Assert.True(to.Length > 100_000);
    }

    private static async Task<byte[]> Written(TableFormat format, IEnumerable<object?[]> rows)
    {
        using var to = new MemoryStream();
        using (var writer = TableWriter.Of(format, to, Head, Chinese, Time))
        {
            await writer.Begin(default);
            foreach (var row in rows)
            {
                await writer.Row(row, default);
            }
            await writer.End(default);
        }
        return to.ToArray();
    }

    private static List<string[]> Excel(byte[] bytes)
    {
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(bytes));
        List<string[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i)?.ToString() ?? "")]);
        }
        return rows;
    }

    private static List<string[]> Csv(string text)
    {
        using var parser = new TextFieldParser(new StringReader(text.TrimStart('\uFEFF'))) { Delimiters = [","], HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        List<string[]> rows = [];
        while (!parser.EndOfData)
        {
            rows.Add(parser.ReadFields()!);
        }
        return rows;
    }

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
