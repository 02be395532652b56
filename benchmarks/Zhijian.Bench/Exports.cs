using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Zhijian.Platform.Exports;

namespace Zhijian.Bench;

/// <summary>The whole list of members as a workbook, beside a bare streamed write of the same cells by a process that has nothing else to do and asks no database.</summary>
internal static class Exports
{
    public const string FirstByte = "export-first-byte-ms", BareWrite = "export-vs-bare-write";

    private const string List = "/api/v1/exports/members";

    public static async Task Measure(Server server, DataSet data, Options options, Report report)
    {
        if (!options.Wants(FirstByte, BareWrite))
        {
            return;
        }
        using var http = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", data.Of("committee").First().Token);
        if (await Rows(http) is not { Count: > 0 } rows)
        {
            report.Missing(FirstByte, 300);
            report.Missing(BareWrite, 2);
            return;
        }
        await Taken(http);
        Bare(rows);
        List<double> first = [], ratios = [];
        for (var round = 0; round < Math.Max(3, options.Rounds); round++)
        {
            var before = Bare(rows);
            var (toFirst, whole) = await Taken(http);
            first.Add(toFirst.TotalMilliseconds);
            ratios.Add(whole / ((before + Bare(rows)) / 2));
        }
        report.AtMost(FirstByte, Quantile.Middle(first), 300, options.Only);
        report.AtMost(BareWrite, Quantile.Middle(ratios), 2, options.Only);
        report.Note("export", $"{rows.Count} members as .xlsx");
    }

    /// <summary>The cells as the list holds them.</summary>
    private static async Task<List<string?[]>?> Rows(HttpClient http)
    {
        using var answer = await http.GetAsync(List + "?format=json");
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateObject().Select(c => c.Value.ValueKind == JsonValueKind.Null ? null : c.Value.ToString()).ToArray())];
    }

    private static async Task<(TimeSpan First, TimeSpan Whole)> Taken(HttpClient http)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await http.GetAsync(List, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        await body.ReadAtLeastAsync(buffer, 1);
        var first = watch.Elapsed;
        while (await body.ReadAsync(buffer) > 0)
        {
            // Only the time counts.
        }
        return (first, watch.Elapsed);
    }

    private static TimeSpan Bare(List<string?[]> rows)
    {
        var watch = Stopwatch.StartNew();
        using var to = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose);
        using (var book = new Workbook(to, "bench"))
        {
            book.Sheet("members", rows);
        }
        return watch.Elapsed;
    }
}
