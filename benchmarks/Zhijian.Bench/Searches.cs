namespace Zhijian.Bench;

/// <summary>How long people wait for what they look for, sixteen at a time: words that stand in many texts, in few, in titles, and in none; names by their pinyin, their initials and with a slip.</summary>
internal static class Searches
{
    private const int AtOnce = 16;

    private static readonly string[] Sought = ["急救", "消防", "组织生活会", "借书", "预备党员", "学习摘编 37", "实验室 安全", "first aid", "查无此词", "zhang", "wanglei", "lyx", "zhagnwei"];

    public static async Task Measure(Server server, DataSet data, Options options, Report report)
    {
        await Measure("library-search-p99-ms", "/library?search=", server, data, options, report);
        await Measure("search-p99-ms", "/search?q=", server, data, options, report);
    }

    private static async Task Measure(string name, string address, Server server, DataSet data, Options options, Report report)
    {
        if (options.Only is not null && !name.Contains(options.Only, StringComparison.Ordinal))
        {
            return;
        }
        List<Visitor> people = [.. data.Of("committee").Take(4), .. data.Of("reviewer").Take(8), .. data.Of("secretary").Take(20)];
        List<Shot> shots = [.. Sought.SelectMany(_ => people, (text, who) => Figures.Page(address + Uri.EscapeDataString(text), who))];
        await Load.Run(server, shots, options.WarmUpSeconds, AtOnce);
        List<Measured> rounds = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await Load.Run(server, shots, Math.Max(5, options.Seconds), AtOnce));
        }
        var middle = Measured.Middle(rounds);
        report.AtMost(name, middle.Errors > 0 ? double.PositiveInfinity : middle.P99, 60, options.Only);
        report.Row(name[..^"-p99-ms".Length], middle);
    }
}
