namespace Zhijian.Bench;

/// <summary>How long a table of one's own choice takes, four people at a time, over everything the institution has filed: each side by each other, over the longest span, people too.</summary>
internal static class Pivots
{
    public const string Name = "pivot-p99-ms";

    private const int AtOnce = 4;
    private const int Target = 400;

    public static async Task Measure(Server server, DataSet data, Options options, Report report)
    {
        if (!options.Wants(Name))
        {
            return;
        }
        var earliest = DateTime.UtcNow.AddMonths(-35).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        string[] asked =
        [
            $"measure=records&rows=organisation&columns=month&from={earliest}", $"measure=records&rows=kind&columns=month&from={earliest}", $"measure=records&rows=organisation&columns=kind&from={earliest}",
            "measure=records&rows=month&columns=none", $"measure=missing&rows=organisation&columns=month&from={earliest}", "measure=members&rows=organisation&columns=category",
        ];
        List<Visitor> people = [.. data.Of("committee")];
        if ((await server.Get("/pivot?" + asked[0], people[0], byToken: false)).Status != 200)
        {
            report.Missing(Name, Target);
            return;
        }
        List<Shot> shots = [.. asked.SelectMany(_ => people, (question, who) => Figures.Page("/pivot?" + question, who))];
        await Waits.Measure(Name, Target, shots, AtOnce, server, options, report);
    }
}
