using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.People;
using Zhijian.Testing;

namespace Zhijian.Bench;

/// <summary>
/// A thousand rows without a number are looked for among everybody: half are people of the data with a slip of the hand, half are nobody. Timed is what the import's check does: read all names,
/// compare, open the birth dates of those alike, choose.
/// </summary>
internal static class Twins
{
    public const string Seconds = "twins-seconds", Recall = "twins-recall", Precision = "twins-precision";

    private const int Brought = 1000;

    public static async Task Measure(Inside program, Options options, Report report)
    {
        if (!options.Wants(Seconds, Recall, Precision))
        {
            return;
        }
        await program.TakenBack(async (services, _) =>
        {
            var (people, twins) = (services.GetRequiredService<EnterManyAction>(), services.GetRequiredService<FindTwinsQuery>());
            var random = new Random(11);
            var known = await people.NamesBelow("1.", default);
            var chosen = random.GetItems(known.ToArray(), Brought).DistinctBy(p => p.Id).ToList();
            var births = (await people.Births([.. chosen.Select(p => p.Id)], default)).ToDictionary(b => b.Id, b => DateOnly.ParseExact(b.Birth, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            Queue<NamedPerson> dated = new(chosen.Where(p => births.ContainsKey(p.Id) && p.Name.Length is 2 or 3).Take(Brought / 2));
            if (dated.Count < Brought / 2)
            {
                report.Missing(Seconds, 2);
                report.Missing(Recall, 0.98);
                return;
            }
            var branches = known.Select(k => k.Organisation).Distinct().ToArray();
            Dictionary<int, Guid> planted = [];
            List<BroughtPerson> rows = [];
            for (var row = 1; row <= Brought; row++)
            {
                if (row % 2 == 0)
                {
                    rows.Add(new BroughtPerson(row, known[random.Next(known.Count)].Name[..1] + known[random.Next(known.Count)].Name[1..], branches[random.Next(branches.Length)], null, new DateOnly(1950, 1, 1).AddDays(random.Next(20_000))));
                    continue;
                }
                var person = dated.Dequeue();
                planted[row] = person.Id;
                rows.Add(TwinSlips.Of(row, new KnownPerson(person.Id, person.Name, person.Organisation, person.Sex), births[person.Id], branches, random));
            }
            List<double> took = [];
            IReadOnlyList<(int Row, Guid Twin)> found = [];
            for (var round = 0; round < 4; round++)
            {
                var clock = Stopwatch.StartNew();
                found = await twins.Best(rows, await people.NamesBelow("1.", default), default);
                took.Add(clock.Elapsed.TotalSeconds);
            }
            var right = found.Count(f => planted.TryGetValue(f.Row, out var twin) && twin == f.Twin);
            // The first round still compiles and fills the database's memory.
            report.AtMost(Seconds, Quantile.Middle([.. took.Skip(1)]), 2, options.Only);
            report.AtLeast(Recall, (double)right / planted.Count, 0.98, options.Only);
            Report.Plain(Precision, (double)right / found.Count, options.Only);
            var names = known.GroupBy(k => k.Name).ToDictionary(g => g.Key, g => g.Count());
            report.Note("twins", $"{Brought} rows among {known.Count} people with {names.Count} different names; {found.Count} proposed, the first round {took[0]:F1} s");
        });
    }
}
