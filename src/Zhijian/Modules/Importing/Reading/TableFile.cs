using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>What was found at the top of a table.</summary>
/// <param name="HeaderRow">The number of the row with the headings; what stands above it is a title.</param>
/// <param name="Sample">The first rows below it.</param>
internal sealed record TableLook(string? Sheet, int HeaderRow, IReadOnlyList<string> Headings, IReadOnlyList<TableRow> Sample);

/// <summary>Opens a table by its content; the name only has to agree with it.</summary>
internal static class TableFile
{
    private const int SampleRows = 5;

    /// <summary>How much of a table is looked through while somebody waits: beyond it, the reading beside the requests finds what is wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    public static Refusal? Open(Stream content, string name, out TableRows? rows)
    {
        rows = null;
        if (content.Length == 0)
        {
            return ImportRefusals.EmptyFile;
        }
        var head = new byte[Math.Min(8, content.Length)];
        content.Position = 0;
        content.ReadExactly(head);
        content.Position = 0;
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return head switch
        {
            [0x50, 0x4B, 0x03, 0x04, ..] or [0x50, 0x4B, 0x05, 0x06, ..] => extension is not (".xlsx" or ".xlsm") ? ImportRefusals.WrongName.With("Excel") : XlsxRows.Open(content, out rows),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => CompoundFile(content),
            _ when extension is ".xlsx" or ".xlsm" => ImportRefusals.NotATable,
            _ when extension is not (".csv" or ".txt" or ".tsv") => ImportRefusals.WrongName.With("CSV"),
            _ => CsvRows.Open(content, out rows),
        };
    }

    /// <summary>Looks through the table as far as somebody can wait: what is wrong with it, or what its headings are.</summary>
    /// <param name="isHeading">Whether a text names one of the things that are looked for.</param>
    public static Refusal? Look(Stream content, string name, Func<string, bool> isHeading, out TableLook? look)
    {
        look = null;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        if (Open(content, name, out var rows) is { } refusal)
        {
            return refusal;
        }
        using (rows)
        {
            var header = new HeaderFinder(isHeading);
            List<TableRow> sample = [];
            while (true)
            {
                if (rows!.Next(out var row) is { } wrong)
                {
                    return wrong;
                }
                if (row is null)
                {
                    break;
                }
                if (!header.IsFound)
                {
                    if (header.Take(row) is { } noHeader)
                    {
                        return noHeader;
                    }
                    continue;
                }
                if (sample.Count == 0 && header.WhyNotBelow(row) is { } twoHeaders)
                {
                    return twoHeaders;
                }
                if (sample.Count < SampleRows)
                {
                    sample.Add(row);
                }
                else if (clock.Elapsed > Patience)
                {
                    break;
                }
            }
            if (header.WhyNone() is { } none)
            {
                return none;
            }
            if (rows is XlsxRows sheet && sheet.WhyMerged(header.Row) is { } merged)
            {
                return merged;
            }
            if (sample.Count == 0)
            {
                return ImportRefusals.NoRows;
            }
            look = new TableLook(rows.Sheet, header.Row, header.Headings, sample);
            return null;
        }
    }

    /// <summary>An Excel file with a password, or one of the old form before 2007: both lie in the same container.</summary>
    private static Refusal CompoundFile(Stream content)
    {
        var bytes = new byte[Math.Min(content.Length, 1024 * 1024)];
        content.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0 ? ImportRefusals.Protected : ImportRefusals.OldExcel;
    }
}
