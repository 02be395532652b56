using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Points;
using Zhijian.Modules.Points.Posting;
using Zhijian.Platform.Storage;

namespace Zhijian.Bench;

/// <summary>
/// What the last layer's acceptance adds to its transaction for numbers: traces, counts and duties of the organisation and all above it, and the postings of everybody on the roll, by the program's own calls
/// for records that wait in review. The index needs nothing: it is worked out from those sums when somebody looks. Each filing is taken back.
/// </summary>
internal static class Increments
{
    public const string Name = "increment-ms";

    private const double Target = 5;
    private const int WarmUps = 200;
    private const int Measured = 200;

    public static async Task Measure(Inside program, Options options, Report report)
    {
        if (!options.Wants(Name))
        {
            return;
        }
        List<(double Figures, double Points, int People)> took = [];
        var of = 0;
        await program.TakenBack(async (services, fence) =>
        {
            var (traces, points) = (services.GetRequiredService<TraceBook>(), services.GetRequiredService<PointsBook>());
            var waiting = await Waiting(fence);
            of = waiting.Count;
            await fence.Rollback();
            for (var i = 0; waiting.Count > 0 && i < WarmUps + Measured; i++)
            {
                var record = waiting[i % waiting.Count];
                // What the review itself writes before it tells of the filing.
                await fence.Run("update activity set state = 'Filed' where id = @SubjectId; update activity_record set state = 'Filed', filed_at = @FiledAt where id = @RecordId", new { record.SubjectId, record.RecordId, record.FiledAt }, default);
                var people = await fence.Row<int>("select count(*)::int from attendance where activity_id = @SubjectId", new { record.SubjectId }, default);
                var clock = Stopwatch.StartNew();
                await traces.Filed(record, default);
                var figures = clock.Elapsed;
                await points.Settle(PostWhenRecordFiled.OfActivities, [record.SubjectId], null, SystemActors.Points.Actor, default);
                if (i >= WarmUps)
                {
                    took.Add((figures.TotalMilliseconds, (clock.Elapsed - figures).TotalMilliseconds, people));
                }
                await fence.Rollback();
            }
        });
        if (took.Count == 0)
        {
            report.Missing(Name, Target);
            return;
        }
        double Middle(Func<(double Figures, double Points, int People), double> of, double part = 0.5) => Quantile.Of([.. took.Select(of)], part);
        report.AtMost(Name, Middle(t => t.Figures + t.Points), Target, options.Only);
        report.Note("increment", $"{took.Count} filings of {of} records that wait in review, {Middle(t => t.People):F0} people on the roll in the middle; figures {Middle(t => t.Figures):F1} ms, points {Middle(t => t.Points):F1} ms; "
            + $"both, 95 in 100: {Middle(t => t.Figures + t.Points, 0.95):F1} ms");
        await program.Vacuum("trace", "standing", "figure_month", "obligation", "obligation_month", "overview_sum", "points_posting", "activity", "activity_record");
    }

    private static async Task<List<FiledRecord>> Waiting(Fence fence)
    {
        var rows = await fence.Rows<Row>(
            $"""
            select s.subject_id as SubjectId, s.record_id as RecordId, s.kind, s.title, s.held_on as HeldOn, array_agg(s.organisation_id order by s.organisation_id) as Organisations, array_agg(s.path order by s.organisation_id) as Paths
            from standing s join activity_record r on r.id = s.record_id and r.filed_at is null and r.addendum_to is null where s.state = 'InReview'
            group by 1, 2, 3, 4, 5 order by md5(s.subject_id::text) limit {Measured}
            """, null, default);
        return [.. rows.Select(r => new FiledRecord(r.RecordId, r.SubjectId, FigureKind.Parse(r.Kind), r.HeldOn, DateTimeOffset.UtcNow, [.. r.Organisations.Zip(r.Paths, (id, path) => new Party(id, path))]) { Title = r.Title })];
    }

    private sealed class Row
    {
        public Guid SubjectId { get; set; }

        public Guid RecordId { get; set; }

        public string Kind { get; set; } = "";

        public string? Title { get; set; }

        public DateOnly HeldOn { get; set; }

        public Guid[] Organisations { get; set; } = [];

        public string[] Paths { get; set; } = [];
    }
}
