using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>Filed records of a span of months by measure, for every organisation at and below a place: from the sums that are kept, after what is
/// filed today.</summary>
public sealed class FiledByYearQuery(Fence fence, Measures table)
{
    /// <summary>By organisation and name of the measure; what nobody filed is left out. An organisation's own are those of all below it, each record
    /// once.</summary>
    /// <param name="from">The first day of the first month.</param>
    /// <param name="to">Any day of the last month.</param>
    public async Task<IReadOnlyDictionary<(Guid Organisation, string Measure), long>> Of(string path, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        Dictionary<(Guid, string), long> sums = [];
        foreach (var row in await fence.Rows<SumRow>(
            """
            select organisation_id as OrganisationId, kind, sum(filed)::bigint as Count from figure_month
            where path >= @path and path < @path || '~' and month between @from and @to group by 1, 2
            """, new { path, from, to }, cancel))
        {
            foreach (var measure in table.All.Where(m => m.Kinds.Contains(FigureKind.Parse(row.Kind))))
            {
                sums[(row.OrganisationId, measure.Name)] = sums.GetValueOrDefault((row.OrganisationId, measure.Name)) + row.Count;
            }
        }
        return sums;
    }

    private sealed class SumRow
    {
        public Guid OrganisationId { get; set; }

        public string Kind { get; set; } = "";

        public long Count { get; set; }
    }
}
