using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators;
using Zhijian.Modules.Points;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Bench;

/// <summary>
/// Everything that is derived, worked out anew from all traces as <c>./run rebuild</c> does, and the index of every organisation from the new sums, beside one GROUP BY over the rows it comes from:
/// of the figures the traces by organisation, who owes it, kind and month; of the points the deeds by member, kind and year.
/// </summary>
internal static class Recomputing
{
    public const string Name = "recompute-vs-group-by";

    private const double Target = 3;

    private const string Traces =
        "select sum(n) from (select path, organisation_id, owed_by, kind, month, count(*) as n from trace where reversed_at is null group by 1, 2, 3, 4, 5) g";

    public static async Task Measure(Inside program, Options options, Report report)
    {
        if (!options.Wants(Name))
        {
            return;
        }
        await program.TakenBack(async (services, fence) =>
        {
            var deeds = string.Join(" union all ", services.GetServices<IDeedSource>().Select(s => s.Sql(null)));
            var points = $"select sum(n) from (select member_id, deed, extract(year from done_on) as year, count(*) as n, max(filed_at) as last from ({deeds}) d group by 1, 2, 3) g";
            await Grouped(fence, Traces);
            await Grouped(fence, points);
            List<TimeSpan> ofTraces = [await Grouped(fence, Traces)], ofDeeds = [await Grouped(fence, points)];
            var clock = Stopwatch.StartNew();
            var figures = await services.GetRequiredService<FigureRebuild>().Rebuild(write: true, default);
            var figuresTook = clock.Elapsed;
            clock.Restart();
            var ledger = await services.GetRequiredService<PointsBook>().Rebuild(write: true, default);
            var pointsTook = clock.Elapsed;
            clock.Restart();
            var organisations = await Index(services, fence);
            var indexTook = clock.Elapsed;
            ofTraces.Add(await Grouped(fence, Traces));
            ofDeeds.Add(await Grouped(fence, points));
            var (traces, did) = ((ofTraces[0] + ofTraces[1]) / 2, (ofDeeds[0] + ofDeeds[1]) / 2);
            report.AtMost(Name, (figuresTook + pointsTook + indexTook) / (traces + did), Target, options.Only);
            report.Note("recompute", $"figures and duties {figuresTook.TotalSeconds:F1} s beside {traces.TotalSeconds:F1} s ({figures.Figures + figures.Obligations + figures.Sums} rows, {figures.Differences} different), "
                + $"points {pointsTook.TotalSeconds:F1} s beside {did.TotalSeconds:F1} s ({ledger.Postings} postings, {ledger.Differences} different), index of {organisations} organisations {indexTook.TotalSeconds:F1} s");
        });
        await program.Vacuum("figure_month", "obligation", "obligation_month", "overview_sum");
    }

    /// <summary>With the room and the joins that the recomputation has.</summary>
    private static async Task<TimeSpan> Grouped(Fence fence, string sql)
    {
        using var widened = fence.As(SystemActors.Figures);
        await fence.Run("set local enable_nestloop = off; set local work_mem = '128MB'", null, default);
        var clock = Stopwatch.StartNew();
        await fence.Row<decimal>(sql, null, default);
        var took = clock.Elapsed;
        await fence.Run("set local enable_nestloop = on; set local work_mem to default", null, default);
        return took;
    }

    /// <summary>Indicators and index of every organisation over the last year, from the sums, as the pages work them out; answers of how many.</summary>
    private static async Task<int> Index(IServiceProvider services, Fence fence)
    {
        var (counts, measures, time) = (services.GetRequiredService<CountsBelowQuery>(), services.GetRequiredService<PublishedMeasures>(), services.GetRequiredService<InstitutionTime>());
        var indicators = services.GetRequiredService<Rulebook>().On(time.Today).Indicators.All.Select(rule => ReadIndicator.Of(rule, measures.Units)).ToList();
        var span = IndicatorSpan.Of(null, time.Today);
        var done = 0;
        using var widened = fence.As(SystemActors.Figures);
        foreach (var (id, path) in await fence.Rows<(Guid, string)>(
            "select o.id, o.path from organisation o where o.dissolved_on is null and exists (select 1 from organisation c where c.parent_id = o.id and c.dissolved_on is null and c.kind <> 'PartyGroup') order by o.path", null, default))
        {
            IndicatorBoard board;
            var after = 0;
            do
            {
                board = new IndicatorBoard(await counts.Of(new Party(id, path), span.From, span.From, span.To, after, default), measures, span);
                foreach (var organisation in path.Count(c => c == '.') == 1 && after == 0 ? board.Below.Append(board.Own) : board.Below)
                {
                    _ = board.All(indicators, organisation).Index.Number;
                    done++;
                }
                after = board.HasMore ? board.Below[^1].Number : 0;
            }
            while (board.HasMore);
        }
        return done;
    }
}
