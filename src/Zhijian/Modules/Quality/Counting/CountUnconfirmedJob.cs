using Zhijian.Modules.Importing;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Quality.Counting;

/// <summary>Counts four times a day what nobody confirmed for a year: one question for all members and one for all organisations, whatever their number.</summary>
internal sealed class CountUnconfirmedJob(IEnumerable<IMeasuresElements> measures, NotedQuery noted, Fence fence, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(6);

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        foreach (var measure in measures)
        {
            await Keep(measure, await measure.CountUnconfirmed(noted.Confirmed, cancel), cancel);
        }
        await fence.Commit(cancel);
    }

    private async Task Keep(IMeasuresElements measure, IReadOnlyList<UnconfirmedCounts> counts, CancellationToken cancel)
    {
        var rows = counts.SelectMany(c => measure.Elements.Select((e, i) => (c.Path, e.Field, Count: c.Unconfirmed[i]))).Where(r => r.Count > 0).ToList();
        await fence.Run(
            """
            delete from unconfirmed_count where entity_kind = @kind;
            insert into unconfirmed_count (path, entity_kind, element, unconfirmed, counted_at) select path, @kind, element, counted, @now from unnest(@paths, @elements, @counts) as n(path, element, counted);
            """,
            new { kind = measure.EntityKind, now = time.Now, paths = rows.Select(r => r.Path).ToArray(), elements = rows.Select(r => r.Field).ToArray(), counts = rows.Select(r => r.Count).ToArray() }, cancel);
    }
}
