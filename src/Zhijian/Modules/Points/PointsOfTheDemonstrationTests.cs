using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Points;

/// <summary>The demonstration's ledger comes from its records by the same statements, and one record more costs what its people did in its year.</summary>
public sealed class PointsOfTheDemonstrationTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task Its_ledger_is_what_its_records_give_and_all_accounts_together_hold_nothing() => await world.Inside(async s =>
    {
        var book = s.GetRequiredService<PointsBook>();
        var report = await book.Rebuild(write: false, default);
        Console.WriteLine($"figure points-of-the-demonstration {report.Postings}");
        Assert.True(report is { Postings: > 5000, Differences: 0 }, report.ToString());
        var (ledger, traces) = await book.Fingerprints(default);
        Assert.Equal(traces, ledger);
        Assert.Equal(0, await book.Expire(default));
        Assert.Equal(0, await s.GetRequiredService<Fence>().Row<long>("select coalesce(sum(amount), 0)::bigint from (select -points as amount from points_posting union all select points from points_posting) l", null, default));
        // Nobody of it serves in an activity of its own kind yet.
        Assert.Equal([nameof(Deed.Attended), nameof(Deed.Led), nameof(Deed.Studied)], (await s.GetRequiredService<Fence>().Rows<string>("select distinct deed from points_posting", null, default)).Order(StringComparer.Ordinal));
        return 0;
    });

    [Fact]
    public async Task A_second_in_one_record_is_a_difference_in_each_of_its_postings() => await world.Inside(async s =>
    {
        var (book, fence) = (s.GetRequiredService<PointsBook>(), s.GetRequiredService<Fence>());
        var record = await fence.Row<Guid>("select about from points_posting where deed = 'Attended' order by about limit 1", null, default);
        var postings = await fence.Row<int>("select count(*)::int from points_posting where about = @record", new { record }, default);
        await fence.Run("update activity_record set filed_at = filed_at + interval '1 second' where activity_id = @record and addendum_to is null", new { record }, default);
        Assert.Equal(postings, (await book.Rebuild(write: false, default)).Differences);
        await fence.Run("update activity_record set filed_at = filed_at - interval '1 second' where activity_id = @record and addendum_to is null", new { record }, default);
        Assert.Equal(0, (await book.Rebuild(write: false, default)).Differences);
        return 0;
    });

    [Fact]
    public async Task One_record_more_is_posted_without_reading_the_history() => await world.Inside(async s =>
    {
        var (book, fence) = (s.GetRequiredService<PointsBook>(), s.GetRequiredService<Fence>());
        var records = await fence.Rows<Guid>("select activity_id from activity_record where state = 'Filed' and addendum_to is null order by held_on desc, id limit 20", null, default);
        await fence.Run("update activity set state = 'Submitted' where id = any(@records)", new { records = records.ToArray() }, default);
        await book.Settle(Enum.GetValues<Deed>(), [.. records], null, SystemActors.SetUp.Actor, default);
        await fence.Run("update activity set state = 'Filed' where id = any(@records)", new { records = records.ToArray() }, default);
        List<double> took = [];
        foreach (var record in records)
        {
            var watch = Stopwatch.StartNew();
            await book.Settle([Deed.Attended, Deed.Served, Deed.Led], [record], null, SystemActors.SetUp.Actor, default);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        Console.WriteLine("figure points-of-one-record-ms " + took.Order().ElementAt(took.Count / 2).ToString("F1", CultureInfo.InvariantCulture));
        Assert.Equal(0, (await book.Rebuild(write: false, default)).Differences);
        return 0;
    });
}
