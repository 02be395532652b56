namespace Zhijian.Bench;

/// <summary>How long people wait for what they look for, sixteen at a time: words that stand in many texts, in few, in titles, and in none; names by their pinyin, their initials and with a slip.</summary>
internal static class Searches
{
    public const string OfLibrary = "library-search-p99-ms", OfEverything = "search-p99-ms";

    private const int AtOnce = 16;

    private static readonly string[] Sought = ["急救", "消防", "组织生活会", "借书", "预备党员", "学习摘编 37", "实验室 安全", "first aid", "查无此词", "zhang", "wanglei", "lyx", "zhagnwei"];

    public static async Task Measure(Server server, DataSet data, Options options, Report report)
    {
        await Measure(OfLibrary, "/library?search=", server, data, options, report);
        await Measure(OfEverything, "/search?q=", server, data, options, report);
    }

    private static async Task Measure(string name, string address, Server server, DataSet data, Options options, Report report)
    {
        if (!options.Wants(name))
        {
            return;
        }
        List<Visitor> people = [.. data.Of("committee").Take(4), .. data.Of("reviewer").Take(8), .. data.Of("secretary").Take(20)];
        // Sixteen people look for different things: one after the other in the order of the words, all would ask for the same at the same moment, and wait for the slowest together.
        Shot[] shots = [.. Sought.SelectMany(_ => people, (text, who) => Figures.Page(address + Uri.EscapeDataString(text), who))];
        new Random(7).Shuffle(shots);
        await Waits.Measure(name, 60, shots, AtOnce, server, options, report);
    }
}
