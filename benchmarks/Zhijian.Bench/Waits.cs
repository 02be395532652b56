namespace Zhijian.Bench;

/// <summary>How long nearly everybody waits when some ask at once; an answer that is not a success misses the figure.</summary>
internal static class Waits
{
    /// <param name="name">Of the figure; its row in the table goes without the ending <c>-p99-ms</c>.</param>
    /// <param name="target">Milliseconds that 99 of 100 wait at most.</param>
    public static async Task Measure(string name, int target, IReadOnlyList<Shot> shots, int atOnce, Server server, Options options, Report report)
    {
        await Load.Run(server, shots, options.WarmUpSeconds, atOnce);
        List<Measured> rounds = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await Load.Run(server, shots, Math.Max(5, options.Seconds), atOnce));
        }
        var middle = Measured.Middle(rounds);
        report.AtMost(name, middle.Errors > 0 ? double.PositiveInfinity : middle.P99, target, options.Only);
        report.Row(name[..^"-p99-ms".Length], middle);
    }
}
