using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Zhijian.Modules.Importing.Members;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>Files as malice, spreadsheets and accidents make them: each is read rightly, or refused within two seconds with the reason and the place in both languages.</summary>
public sealed class OddFilesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    [Fact]
    public void Every_odd_file_is_read_rightly_or_refused_with_its_reason_in_time()
    {
        List<string> breaches = [];
        HashSet<string> codes = [];
        var (files, slowest) = (0, TimeSpan.Zero);
        foreach (var file in OddFiles.All())
        {
            files++;
            var clock = Stopwatch.StartNew();
            var refusal = ReadWhole(file.Bytes, file.Name, out var rows);
            slowest = refusal is not null && clock.Elapsed > slowest ? clock.Elapsed : slowest;
            if (refusal?.Code != file.Expected?.Code)
            {
                breaches.Add($"{file.What}: {refusal?.Code ?? $"{rows} rows"} instead of {file.Expected?.Code ?? $"{file.Rows} rows"}");
            }
            else if (refusal is null && rows != file.Rows)
            {
                breaches.Add($"{file.What}: {rows} rows instead of {file.Rows}");
            }
            if (refusal is not null && clock.Elapsed > Longest)
            {
                breaches.Add($"{file.What}: took {clock.Elapsed}");
            }
            if (refusal is not null)
            {
                codes.Add(refusal.Code);
                breaches.AddRange(TextFiles.Languages.Where(l => string.Format(System.Globalization.CultureInfo.InvariantCulture, TextFiles.Find(l, "refusal." + refusal.Code), [.. refusal.Values]).Length < 10).Select(l => $"{refusal.Code} says nothing in {l}"));
            }
        }
        Console.WriteLine($"figure odd-files {files} 120 {(files >= 120 ? "met" : "short")}");
        Console.WriteLine($"figure odd-files-wrong {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure odd-files-slowest-ms {slowest.TotalMilliseconds:F0} 2000 {(slowest <= Longest ? "met" : "short")}");
        Breaches.None(breaches);
        Assert.InRange(files, 120, 10_000);
        Refusal[] expected =
        [
            ImportRefusals.EmptyFile, ImportRefusals.WrongName, ImportRefusals.NotATable, ImportRefusals.OldExcel, ImportRefusals.Protected, ImportRefusals.Truncated, ImportRefusals.Broken, ImportRefusals.Bomb,
            ImportRefusals.Macro, ImportRefusals.HiddenSheet, ImportRefusals.SeveralSheets, ImportRefusals.Merged, ImportRefusals.Formula, ImportRefusals.ErrorCell, ImportRefusals.CellTooLong, ImportRefusals.BlankRows,
            ImportRefusals.TooManyRows, ImportRefusals.TooManyColumns, ImportRefusals.NoRows, ImportRefusals.NoHeader, ImportRefusals.TwoHeaders, ImportRefusals.HeadingTwice, ImportRefusals.Encoding, ImportRefusals.OpenQuote,
        ];
        Breaches.None(expected.Where(e => !codes.Contains(e.Code)).Select(e => $"no file of the corpus meets {e.Code}"));
    }

    [Fact]
    public void A_broken_off_file_never_throws_wherever_it_ends()
    {
        var (book, text) = (Xlsx.Book(Xlsx.Rows(["姓名", "人员类别", "出生日期"], ["简行之", "正式党员", "2000-01-01"])), Encoding.UTF8.GetBytes("姓名,人员类别\n\"简,行之\",正式党员\n"));
        for (var length = 0; length < book.Length; length += 7)
        {
            _ = ReadWhole(book[..length], "a.xlsx", out _);
        }
        for (var length = 0; length < text.Length; length++)
        {
            _ = ReadWhole(text[..length], "a.csv", out _);
        }
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var damaged = book.ToArray();
            for (var hits = 0; hits < 3; hits++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            _ = ReadWhole(damaged, "a.xlsx", out _);
        }
    }

    [Fact]
    public void Values_come_as_they_are_shown()
    {
        var sheet = """
            <row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>出生日期</t></is></c><c r="C1" t="inlineStr"><is><t>学号</t></is></c><c r="D1" t="inlineStr"><is><t>性别</t></is></c></row>
            <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>36526</v></c><c r="C3"><v>2.0231017E7</v></c><c r="D3" t="b"><v>1</v></c></row>
            """;
        var bytes = Xlsx.Book(sheet, shared: "<si><r><t>简</t></r><r><t>行之</t></r><rPh><t>jian</t></rPh></si>", styles: """<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>""");
        using var content = new MemoryStream(bytes);

        Assert.Null(TableFile.Look(content, "a.xlsx", h => MemberColumns.Set.OfHeading(h) is not null, out var look));

        Assert.Equal((1, 3), (look!.HeaderRow, look.Sample[0].Number));
        Assert.Equal(["简行之", "2000-01-01", "20231017", "TRUE"], look.Sample[0].Cells);
    }

    [Fact]
    public void A_hundred_thousand_rows_take_little_memory()
    {
        using var content = new MemoryStream(Xlsx.Big(100_000));
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, most) = (0, 0L);
        Assert.Null(TableFile.Open(content, "a.xlsx", out var rows));
        using (rows)
        {
            while (rows!.Next(out var row) is null && row is not null)
            {
                if (++count % 20_000 == 0)
                {
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                }
            }
        }
        Assert.Equal(100_001, count);
        Console.WriteLine($"figure import-reading-megabytes {most / 1048576} 100 {(most < 100L * 1048576 ? "met" : "short")}");
        Assert.InRange(most, 0, 100L * 1048576);
    }

    private static Refusal? ReadWhole(byte[] bytes, string name, out int count)
    {
        count = 0;
        using var content = new MemoryStream(bytes);
        if (TableFile.Look(content, name, h => MemberColumns.Set.OfHeading(h) is not null, out var look) is { } refusal)
        {
            return refusal;
        }
        content.Position = 0;
        if (TableFile.Open(content, name, out var rows) is { } again)
        {
            return again;
        }
        using (rows)
        {
            while (true)
            {
                if (rows!.Next(out var row) is { } wrong)
                {
                    return wrong;
                }
                if (row is null)
                {
                    return rows is XlsxRows sheet ? sheet.WhyMerged(look!.HeaderRow) : null;
                }
                count += row.Number > look!.HeaderRow ? 1 : 0;
            }
        }
    }
}

/// <summary>One file of the corpus, with what should come of it.</summary>
internal sealed record OddFile(string What, string Name, byte[] Bytes, Refusal? Expected, int Rows = 0);

/// <summary>The corpus.</summary>
internal static class OddFiles
{
    private const string Head = "姓名,人员类别,身份号码\n";
    private const string One = "简行之,正式党员,990101200001010014\n";
    private static readonly string[] Headings = ["姓名", "人员类别", "身份号码"];
    private static readonly string[] Row = ["简行之", "正式党员", "990101200001010014"];
    private static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static IEnumerable<OddFile> All() => [.. Texts(), .. Encodings(), .. Disguised(), .. Books(), .. Damaged(), .. Large()];

    private static OddFile Csv(string what, string text, Refusal? expected, int rows = 0) => new(what, "a.csv", Encoding.UTF8.GetBytes(text), expected, rows);

    private static OddFile Book(string what, byte[] bytes, Refusal? expected, int rows = 0) => new(what, "a.xlsx", bytes, expected, rows);

    private static IEnumerable<OddFile> Texts()
    {
        yield return Csv("a plain list", Head + One, null, 1);
        yield return Csv("no end of the last line", Head + One.TrimEnd(), null, 1);
        yield return Csv("Windows line ends", (Head + One).Replace("\n", "\r\n", StringComparison.Ordinal), null, 1);
        yield return Csv("old Mac line ends", (Head + One).Replace('\n', '\r'), null, 1);
        yield return Csv("tabs", (Head + One).Replace(',', '\t'), null, 1);
        yield return Csv("semicolons", (Head + One).Replace(',', ';'), null, 1);
        yield return Csv("bars", (Head + One).Replace(',', '|'), null, 1);
        yield return Csv("Chinese commas", (Head + One).Replace(',', '，'), null, 1);
        yield return Csv("a line that names the separator", "sep=;\n" + (Head + One).Replace(',', ';'), null, 1);
        yield return Csv("quoted cells", "\"姓名\",\"人员类别\"\n\"简,行之\",\"正式党员\"\n", null, 1);
        yield return Csv("a quote in a quote", "姓名,人员类别\n\"简\"\"行\"\"之\",正式党员\n", null, 1);
        yield return Csv("a line break in a cell", "姓名,人员类别\n\"简\n行之\",正式党员\n苏景行,正式党员\n", null, 2);
        yield return Csv("blank lines between", Head + "\n\n" + One + "\n,,\n" + One, null, 2);
        yield return Csv("a title above", "信息学院党员名单,,\n" + Head + One, null, 1);
        yield return Csv("a title and a note above", "信息学院党员名单\n截至 2026 年 11 月\n" + Head + One, null, 1);
        yield return Csv("short and long rows", Head + "简行之\n简行之,正式党员,990101200001010014,多出来的\n", null, 2);
        yield return Csv("headings with notes and stars", "姓名*,人员类别（必填）,身份号码[18位]\n" + One, null, 1);
        yield return Csv("headings in English", "Name,Category,Identity number\n" + One, null, 1);
        yield return Csv("headings with spaces", " 姓 名 ,人员类别 , 身份号码\n" + One, null, 1);
        yield return Csv("one column", "姓名\n简行之\n", null, 1);
        yield return Csv("empty", "", ImportRefusals.EmptyFile);
        yield return Csv("only blanks", " \n\n\t\n", ImportRefusals.NoRows);
        yield return Csv("only headings", Head, ImportRefusals.NoRows);
        yield return Csv("only commas", ",,,\n,,,\n", ImportRefusals.NoRows);
        yield return Csv("no headings", One + One, ImportRefusals.NoHeader);
        yield return Csv("headings of something else", "商品,价格\n苹果,3\n", ImportRefusals.NoHeader);
        yield return Csv("two rows of headings", Head + "姓名,类别,证件号码\n" + One, ImportRefusals.TwoHeaders);
        yield return Csv("a heading twice", "姓名,姓名,人员类别\n甲,乙,正式党员\n", ImportRefusals.HeadingTwice);
        yield return Csv("a quote without end", Head + "\"简行之,正式党员\n" + One, ImportRefusals.OpenQuote);
        yield return Csv("a quote without end over many lines", Head + "\"" + string.Concat(Enumerable.Repeat(One, 5000)), ImportRefusals.OpenQuote);
        foreach (var formula in new[] { "=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)", "+A1", "-A1+B2", "=HYPERLINK(\"\"http://a\"\")", "＝1+1", " =1+1", "\t=1+1", "=\"001\"" })
        {
            yield return Csv($"a formula {formula}", Head + $"\"{formula.Replace("\"", "\"\"", StringComparison.Ordinal)}\",正式党员,\n", ImportRefusals.Formula);
        }
        foreach (var harmless in new[] { "+86 138 0012 0000", "-", "--", "-5", "+8613800120000", "a=b", "3-2" })
        {
            yield return Csv($"no formula {harmless}", Head + $"简行之,正式党员,{harmless}\n", null, 1);
        }
        yield return Csv("a control character", Head + "简\u0007行之,正式党员,\n", ImportRefusals.NotATable);
        yield return Csv("many columns", string.Join(',', Enumerable.Range(0, 300).Select(i => "列" + i)) + "\n", ImportRefusals.TooManyColumns);
        yield return Csv("a cell without end", Head + new string('长', 40_000) + ",正式党员,\n", ImportRefusals.CellTooLong);
        yield return Csv("a long quoted cell", Head + "\"" + new string('长', 40_000) + "\",正式党员,\n", ImportRefusals.OpenQuote);
        yield return Csv("markup in a cell", Head + "<script>hit()</script>,正式党员,\n", null, 1);
        yield return Csv("signs that turn writing", Head + "\u202e之行简,正式党员,\n", null, 1);
        yield return Csv("quotes in the middle", Head + "简\"行\"之,正式党员,\n", null, 1);
        yield return Csv("a million commas", Head + new string(',', 1_000_000), ImportRefusals.TooManyColumns);
        yield return Csv("a million quotes", Head + new string('"', 1_000_001), ImportRefusals.OpenQuote);
        yield return Csv("blank lines without end", Head + new string('\n', 200_000), ImportRefusals.BlankRows);
        yield return Csv("eleven lines above", string.Concat(Enumerable.Repeat("说明\n", 12)) + Head + One, ImportRefusals.NoHeader);
    }

    private static IEnumerable<OddFile> Encodings()
    {
        var text = Head + One;
        yield return new("UTF-8 with mark", "a.csv", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)], null, 1);
        yield return new("GB18030", "a.csv", Gb.GetBytes(text), null, 1);
        yield return new("GB18030 with four-byte letters", "a.csv", Gb.GetBytes(Head + "㐀𠀀,正式党员,\n"), null, 1);
        yield return new("UTF-16 little end first", "a.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], null, 1);
        yield return new("UTF-16 big end first", "a.csv", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)], null, 1);
        yield return new("UTF-16 without mark", "a.csv", Encoding.Unicode.GetBytes("Name,Category\n" + new string('a', 40) + ",FullMember\n"), null, 1);
        yield return new("UTF-16 cut in a letter", "a.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)[..^1]], ImportRefusals.Encoding);
        yield return new("UTF-32", "a.csv", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(text)], ImportRefusals.Encoding);
        yield return new("bytes of no encoding", "a.csv", [.. Encoding.UTF8.GetBytes(Head), 0xFF, 0xFF, 0x80, 0x81, 0xFF, 0x0A], ImportRefusals.Encoding);
        yield return new("UTF-8 read as something else and saved", "a.csv", Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))), ImportRefusals.NotATable);
        yield return new("Big5", "a.csv", CodePagesEncodingProvider.Instance.GetEncoding("big5")!.GetBytes("姓名,類別\n簡行之,正式\n"), ImportRefusals.NoHeader);
        yield return new("Shift-JIS", "a.csv", CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!.GetBytes("氏名,区分\n山田,正\n"), ImportRefusals.NoHeader);
        yield return new("zeros", "a.csv", new byte[5000], ImportRefusals.NotATable);
        yield return new("text with a zero", "a.csv", [.. Encoding.UTF8.GetBytes(text), 0, 65, 0, 0, 66], ImportRefusals.NotATable);
    }

    private static IEnumerable<OddFile> Disguised()
    {
        var book = Xlsx.Book(Xlsx.Rows(Headings, Row));
        (string What, byte[] Bytes)[] others =
        [
            ("a PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 73, 72, 68, 82]), ("a JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 74, 70, 73, 70, 0]), ("a GIF", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B]),
            ("a PDF", [.. "%PDF-1.7\n"u8, 0xE2, 0xE3, 0xCF, 0xD3]), ("a program", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]), ("a page", [.. "<!DOCTYPE html><table><tr><td>姓名</td></tr></table>"u8]), ("a drawing", [.. "<svg xmlns='http://www.w3.org/2000/svg'/>"u8]),
            ("rich text", [.. "{\\rtf1 hello}"u8]), ("a script", [.. "#!/bin/sh\necho\n"u8]), ("an XML workbook", [.. "<?xml version='1.0'?><Workbook/>"u8]),
        ];
        foreach (var (what, bytes) in others)
        {
            yield return new($"{what} called .xlsx", "a.xlsx", bytes, ImportRefusals.NotATable);
        }
        foreach (var (what, bytes) in others.Where(o => o.What is "a page" or "a drawing" or "rich text" or "a script" or "an XML workbook" or "a PNG" or "a program"))
        {
            yield return new($"{what} called .csv", "a.csv", bytes, ImportRefusals.NotATable);
        }
        yield return new("a PDF called .csv", "a.csv", [.. "%PDF-1.7\nplain text only\n"u8], ImportRefusals.NotATable);
        yield return new("a book called .csv", "a.csv", book, ImportRefusals.WrongName);
        yield return new("a list called .xlsx", "a.xlsx", Encoding.UTF8.GetBytes(Head + One), ImportRefusals.NotATable);
        yield return new("a list called .pdf", "a.pdf", Encoding.UTF8.GetBytes(Head + One), ImportRefusals.WrongName);
        yield return new("a list without extension", "list", Encoding.UTF8.GetBytes(Head + One), ImportRefusals.WrongName);
        yield return new("a list called .CSV", "A.CSV", Encoding.UTF8.GetBytes(Head + One), null, 1);
        yield return new("a list called .txt", "a.txt", Encoding.UTF8.GetBytes(Head + One), null, 1);
        yield return new("old Excel", "a.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], ImportRefusals.OldExcel);
        yield return new("old Excel called .xlsx", "a.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], ImportRefusals.OldExcel);
        yield return new("a book with a password", "a.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[600]], ImportRefusals.Protected);
    }

    private static IEnumerable<OddFile> Books()
    {
        var good = Xlsx.Rows(Headings, Row);
        yield return Book("a plain book", Xlsx.Book(good), null, 1);
        yield return Book("cells without addresses", Xlsx.Book("<row><c t='inlineStr'><is><t>姓名</t></is></c><c t='inlineStr'><is><t>人员类别</t></is></c></row><row><c t='inlineStr'><is><t>甲</t></is></c></row>"), null, 1);
        yield return Book("prefixed names", Xlsx.Prefixed(Headings, Row), null, 1);
        yield return Book("a title over all columns", Xlsx.Book(Xlsx.Rows(["党员名单", "", ""], Headings, Row), after: "<mergeCells><mergeCell ref='A1:C1'/></mergeCells>"), null, 1);
        yield return Book("merged cells among the rows", Xlsx.Book(Xlsx.Rows(Headings, Row, Row), after: "<mergeCells><mergeCell ref='B2:B3'/></mergeCells>"), ImportRefusals.Merged);
        yield return Book("merged headings", Xlsx.Book(Xlsx.Rows(Headings, Row), after: "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"), ImportRefusals.Merged);
        yield return Book("two rows of headings", Xlsx.Book(Xlsx.Rows(Headings, Headings, Row)), ImportRefusals.TwoHeaders);
        yield return Book("a heading twice", Xlsx.Book(Xlsx.Rows(["姓名", "姓名"], ["甲", "乙"])), ImportRefusals.HeadingTwice);
        yield return Book("no headings", Xlsx.Book(Xlsx.Rows(Row, Row)), ImportRefusals.NoHeader);
        yield return Book("nothing but headings", Xlsx.Book(Xlsx.Rows([Headings])), ImportRefusals.NoRows);
        yield return Book("an empty sheet", Xlsx.Book(""), ImportRefusals.NoRows);
        yield return Book("a formula", Xlsx.Book(good + "<row r='3'><c r='A3'><f>1+1</f><v>2</v></c></row>"), ImportRefusals.Formula);
        yield return Book("a shared formula", Xlsx.Book(good + "<row r='3'><c r='B3' t='str'><f t='shared' si='0'/><v>甲</v></c></row>"), ImportRefusals.Formula);
        yield return Book("a formula that never ran", Xlsx.Book(good + "<row r='3'><c r='A3'><f>WEBSERVICE(\"http://a\")</f></c></row>"), ImportRefusals.Formula);
        yield return Book("text that looks like a formula", Xlsx.Book(Xlsx.Rows(Headings, ["=1+1", "正式党员", ""])), ImportRefusals.Formula);
        foreach (var error in new[] { "#N/A", "#REF!", "#DIV/0!", "#VALUE!" })
        {
            yield return Book($"an error {error}", Xlsx.Book(good + $"<row r='3'><c r='A3' t='e'><v>{error}</v></c></row>"), ImportRefusals.ErrorCell);
        }
        yield return Book("a hidden sheet with something", Xlsx.Book(good, second: Xlsx.Rows([["旧名单"]]), secondState: "hidden"), ImportRefusals.HiddenSheet);
        yield return Book("a very hidden sheet", Xlsx.Book(good, second: Xlsx.Rows([["旧名单"]]), secondState: "veryHidden"), ImportRefusals.HiddenSheet);
        yield return Book("an empty hidden sheet", Xlsx.Book(good, second: "", secondState: "hidden"), null, 1);
        yield return Book("two sheets", Xlsx.Book(good, second: good), ImportRefusals.SeveralSheets);
        yield return Book("an empty second sheet", Xlsx.Book(good, second: ""), null, 1);
        yield return Book("macros", Xlsx.Book(good, extra: [("xl/vbaProject.bin", "x")]), ImportRefusals.Macro);
        yield return Book("a column far to the right", Xlsx.Book(good + "<row r='3'><c r='XFD3' t='inlineStr'><is><t>x</t></is></c></row>"), ImportRefusals.TooManyColumns);
        yield return Book("an empty cell far to the right", Xlsx.Book(good + "<row r='3'><c r='A3' t='inlineStr'><is><t>甲</t></is></c><c r='XFD3' s='1'/></row>"), null, 2);
        yield return Book("rows far below", Xlsx.Book(good + "<row r='900000'><c r='A900000' t='inlineStr'><is><t>甲</t></is></c></row>"), null, 2);
        yield return Book("rows out of order", Xlsx.Book(good + "<row r='1'><c r='A1' t='inlineStr'><is><t>甲</t></is></c></row>"), null, 2);
        yield return Book("a shared text that is not there", Xlsx.Book(good + "<row r='3'><c r='A3' t='s'><v>99</v></c></row>"), ImportRefusals.Broken);
        yield return Book("a number that is none", Xlsx.Book(good + "<row r='3'><c r='A3'><v>甲</v></c></row>"), null, 2);
        yield return Book("a day before time", Xlsx.Book(good + "<row r='3'><c r='A3' s='1'><v>-5</v></c></row>", styles: "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"), null, 2);
        yield return Book("days since 1904", Xlsx.Book(good, bookOptions: "<workbookPr date1904='1'/>"), null, 1);
        yield return Book("an entity", Xlsx.Book(good, head: "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>"), ImportRefusals.Broken);
        yield return Book("an entity from elsewhere", Xlsx.Book(good, head: "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"), ImportRefusals.Broken);
        yield return Book("links to other books", Xlsx.Book(good, extra: [("xl/externalLinks/externalLink1.xml", "<externalLink/>")]), null, 1);
        yield return Book("a part that climbs out", Xlsx.Book(good, extra: [("../evil.xml", "x")]), ImportRefusals.NotATable);
        yield return Book("a text document called .xlsx", Xlsx.Package(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<document/>")), ImportRefusals.NotATable);
        yield return Book("a package of nothing", Xlsx.Package(("readme.txt", "hello")), ImportRefusals.NotATable);
        yield return Book("an empty package", Xlsx.Package(), ImportRefusals.NotATable);
        yield return Book("a sheet that is not there", Xlsx.Package(("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='a' r:id='r9'/></sheets></workbook>"), ("xl/_rels/workbook.xml.rels", "<Relationships/>")), ImportRefusals.Broken);
        yield return Book("no sheets", Xlsx.Package(("xl/workbook.xml", "<workbook><sheets/></workbook>")), ImportRefusals.NoRows);
        yield return Book("XML that ends early", Xlsx.Package(("xl/workbook.xml", "<workbook><sheets>")), ImportRefusals.Broken);
        yield return Book("a sheet that ends early", Xlsx.Book(good + "<row r='3'><c r='A3' t='inlineStr'><is><t>甲"), ImportRefusals.Broken);
        yield return Book("tags that cross", Xlsx.Book(good + "<row><c></row></c>"), ImportRefusals.Broken);
    }

    private static IEnumerable<OddFile> Damaged()
    {
        var book = Xlsx.Book(Xlsx.Rows(Headings, Row));
        foreach (var part in new[] { 0.1, 0.3, 0.5, 0.7, 0.9, 0.99 })
        {
            yield return Book($"cut off at {part}", book[..(int)(book.Length * part)], ImportRefusals.Truncated);
        }
        yield return Book("only the first bytes", book[..4], ImportRefusals.Truncated);
        yield return Book("four bytes", [0x50, 0x4B, 0x03, 0x04], ImportRefusals.Truncated);
        yield return Book("an entry with a password", Xlsx.Encrypted(book), ImportRefusals.Protected);
    }

    private static IEnumerable<OddFile> Large()
    {
        yield return Book("a bomb by its size", Xlsx.Claiming(Xlsx.Book(Xlsx.Rows(Headings, Row)), uint.MaxValue - 1), ImportRefusals.Bomb);
        yield return Book("thousands of parts", Xlsx.Book(Xlsx.Rows(Headings, Row), extra: [.. Enumerable.Range(0, 2500).Select(i => ($"xl/x{i}.xml", ""))]), ImportRefusals.Bomb);
        yield return Book("a million empty rows", Xlsx.Book(Xlsx.Rows(Headings, Row) + string.Concat(Enumerable.Range(3, 1_000_000).Select(i => $"<row r='{i}'/>"))), ImportRefusals.BlankRows);
        yield return Book("a million formatted rows", Xlsx.Book(Xlsx.Rows(Headings, Row) + string.Concat(Enumerable.Range(3, 400_000).Select(i => $"<row r='{i}' s='3' customFormat='1'><c r='A{i}' s='3'/></row>"))), ImportRefusals.BlankRows);
        yield return Book("a cell of sixty megabytes", Xlsx.Book(Xlsx.Rows(Headings, Row) + "<row r='3'><c r='A3' t='inlineStr'><is><t>" + new string('a', 60_000_000) + "</t></is></c></row>"), ImportRefusals.CellTooLong);
        yield return Book("twenty megabytes of blanks", Xlsx.Book(Xlsx.Rows(Headings, Row) + new string(' ', 20_000_000)), null, 1);
        yield return Book("a shared text of sixty megabytes", Xlsx.Book(Xlsx.Rows(Headings, Row), shared: "<si><t>" + new string('a', 60_000_000) + "</t></si>"), ImportRefusals.Bomb);
        yield return Csv("two hundred thousand and more rows", "姓名\n" + string.Concat(Enumerable.Repeat("甲\n", 200_050)), ImportRefusals.TooManyRows);
        yield return Csv("two hundred thousand rows", "姓名\n" + string.Concat(Enumerable.Repeat("甲\n", 200_000)), null, 200_000);
    }
}

/// <summary>Writes workbooks part by part, right and wrong ones.</summary>
internal static class Xlsx
{
    private const string Main = "xmlns='urn:main'";

    public static string Rows(params string[][] rows)
    {
        var text = new StringBuilder();
        for (var r = 0; r < rows.Length; r++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<row r='{r + 1}'>");
            for (var c = 0; c < rows[r].Length; c++)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<c r='{TableRows.Address(c, r + 1)}' t='inlineStr'><is><t>{System.Security.SecurityElement.Escape(rows[r][c])}</t></is></c>");
            }
            text.Append("</row>");
        }
        return text.ToString();
    }

    public static byte[] Book(string rows, string? after = null, string? shared = null, string? styles = null, string? second = null, string secondState = "visible", string? bookOptions = null, string? head = null, params (string Name, string Text)[] extra)
    {
        List<(string, string)> parts =
        [
            ("[Content_Types].xml", "<Types xmlns='urn:types'/>"),
            ("xl/workbook.xml", $"<workbook {Main} xmlns:r='urn:relations'>{bookOptions}<sheets><sheet name='名单' sheetId='1' r:id='r1'/>{(second is null ? "" : $"<sheet name='其他' sheetId='2' state='{secondState}' r:id='r2'/>")}</sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships xmlns='urn:targets'><Relationship Id='r1' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Target='/xl/worksheets/sheet2.xml'/></Relationships>"),
            ("xl/worksheets/sheet1.xml", $"{head}<worksheet {Main}><sheetData>{rows}</sheetData>{after}</worksheet>"),
        ];
        if (second is not null)
        {
            parts.Add(("xl/worksheets/sheet2.xml", $"<worksheet {Main}><sheetData>{second}</sheetData></worksheet>"));
        }
        if (shared is not null)
        {
            parts.Add(("xl/sharedStrings.xml", $"<sst {Main}>{shared}</sst>"));
        }
        if (styles is not null)
        {
            parts.Add(("xl/styles.xml", $"<styleSheet {Main}>{styles}</styleSheet>"));
        }
        return Package([.. parts, .. extra]);
    }

    public static byte[] Package(params (string Name, string Text)[] parts)
    {
        using var to = new MemoryStream();
        using (var package = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = new StreamWriter(package.CreateEntry(name, CompressionLevel.Fastest).Open());
                part.Write(text);
            }
        }
        return to.ToArray();
    }

    public static byte[] Prefixed(params string[][] rows) => Package(
        ("xl/workbook.xml", "<x:workbook xmlns:x='urn:main' xmlns:r='r'><x:sheets><x:sheet name='a' sheetId='1' r:id='r1'/></x:sheets></x:workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"),
        ("xl/worksheets/sheet1.xml", "<x:worksheet xmlns:x='urn:main'><x:sheetData>" + string.Concat(rows.Select(r => "<x:row>" + string.Concat(r.Select(c => $"<x:c t='inlineStr'><x:is><x:t>{c}</x:t></x:is></x:c>")) + "</x:row>")) + "</x:sheetData></x:worksheet>"));

    /// <summary>The same package with every entry marked as having a password.</summary>
    public static byte[] Encrypted(byte[] package) => Patched(package, (bytes, at) => bytes[at + 8] |= 1);

    /// <summary>The same package with every entry claiming this size.</summary>
    public static byte[] Claiming(byte[] package, uint size) => Patched(package, (bytes, at) => BitConverter.TryWriteBytes(bytes.AsSpan(at + 24), size));

    /// <summary>So many rows of seven columns, as Excel writes them.</summary>
    public static byte[] Big(int rows)
    {
        var text = new StringBuilder(Rows([["姓名", "人员类别", "学号", "性别", "入党日期", "班级", "手机号码"]]));
        for (var i = 2; i <= rows + 1; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<row r='{i}'><c r='A{i}' t='inlineStr'><is><t>党员{i}</t></is></c><c r='B{i}' t='inlineStr'><is><t>正式党员</t></is></c><c r='C{i}'><v>{20_000_000 + i}</v></c><c r='D{i}' t='inlineStr'><is><t>男</t></is></c><c r='E{i}' t='inlineStr'><is><t>2020-07-01</t></is></c><c r='F{i}' t='inlineStr'><is><t>软件{i % 40}班</t></is></c><c r='G{i}' t='inlineStr'><is><t>{13_800_000_000L + i}</t></is></c></row>");
        }
        return Book(text.ToString());
    }

    /// <summary>Changes every entry of the directory at a package's end.</summary>
    private static byte[] Patched(byte[] package, Action<byte[], int> patch)
    {
        var bytes = package.ToArray();
        for (var at = 0; at < bytes.Length - 46; at++)
        {
            if (bytes[at] == 0x50 && bytes[at + 1] == 0x4B && bytes[at + 2] == 1 && bytes[at + 3] == 2)
            {
                patch(bytes, at);
            }
        }
        return bytes;
    }
}
