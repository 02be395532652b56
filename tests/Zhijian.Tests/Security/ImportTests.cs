using System.Text;
using Zhijian.Modules.Organisations.SetUp;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>Tables of organisations as malice, spreadsheets and accidents make them: every row is either clean or has its problem told, within bounded memory.</summary>
public sealed class ImportTests
{
    private const long Bound = 150 * 1024 * 1024;
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly string[] Cells =
    [
        "信息学院党总支", "党总支", "2019-09-01", "", " ", "=1+1", "+1", "-1", "@SUM(A1)", "\t=cmd|'/c calc'!A0", "=HYPERLINK(\"x\")", "<script>hit()</script>", "'; drop table member;--", "..\\..\\x", "1.9.107.", "00000000-0000-0000-0000-000000000000",
        "信息學院党总支", "信\u200b息学院", "\u202e支党", "a\0b", "\ufffd", "\ufeff名称", "Ａ", "е", "9999-12-31", "0000-00-00", "-2019-01-01", "99999999999", "１２", "\"", "\"\"", "\"a", "a\"b", "a\r\nb", "💥", new string('长', 5000),
    ];

    [Fact]
    public void Every_table_is_read_to_its_end_and_no_row_with_signs_that_are_no_text_is_clean()
    {
        var rules = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(Today).Organisations;
        List<string> breaches = [];
        var (tables, clean, largest) = (0, 0, 0L);
        foreach (var table in Tables())
        {
            var text = FileText.Decode(table);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var rows = TreeFile.Read(text, rules, Today).Where(r => r.Problem is null).ToList();
            clean += rows.Count;
            breaches.AddRange(rows.Where(r => !KeptText.Is(r.Name)).Select(r => $"the name '{r.Name}' is clean"));
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
            tables++;
        }
        Console.WriteLine($"figure import-tables {tables} 500 {(tables >= 500 ? "met" : "short")}");
        Console.WriteLine($"figure import-bad-names-taken {breaches.Count} 0 {(breaches.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure import-largest-megabytes {largest / 1048576} 150 {(largest <= Bound ? "met" : "short")}");
        Breaches.None(breaches.Distinct());
        Assert.InRange(tables, 500, 5000);
        Assert.InRange(clean, 500, 1_000_000);
        Assert.InRange(largest, 0, Bound);
    }

    private static IEnumerable<byte[]> Tables()
    {
        var random = new Random(9);
        var encodings = new[] { Encoding.UTF8, Encoding.Unicode, CodePagesEncodingProvider.Instance.GetEncoding("GB18030")! };
        for (var i = 0; i < 500; i++)
        {
            var text = new StringBuilder("名称,类型,上级,成立日期\n");
            for (var row = 0; row < 12; row++)
            {
                if (row % 2 == 0)
                {
                    // Right but for its name.
                    text.Append(random.Next(1000)).Append(Cells[random.Next(Cells.Length)]).Append(",党总支,,2019-09-01\n");
                    continue;
                }
                text.AppendJoin(",;\t"[random.Next(3)], Enumerable.Range(0, random.Next(1, 7)).Select(_ => Cells[random.Next(Cells.Length)])).Append(random.Next(2) == 0 ? "\n" : "\r\n");
            }
            var encoding = encodings[i % 3];
            byte[] written = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
            yield return i % 5 == 0 ? written[..random.Next(written.Length)] : written;
        }
        yield return Encoding.UTF8.GetBytes("名称,类型,上级,成立日期\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"支部{i},党支部,,\n")));
        yield return Encoding.UTF8.GetBytes(new string(',', 1_000_000));
        yield return Encoding.UTF8.GetBytes(new string('"', 1_000_001));
        yield return Encoding.UTF8.GetBytes("名称,类型,上级,成立日期\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"甲{i},党支部,甲{i + 1},\n")));
        yield return [];
        yield return new byte[100_000];
    }
}
