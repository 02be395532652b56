using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The machine's clock jumps, far and back again: people still get in, every job still runs, nothing is deleted on a wrong clock's word, and the trail stands.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan[] Jumps =
    [
        TimeSpan.FromHours(-3), TimeSpan.FromHours(6), TimeSpan.FromDays(-2), TimeSpan.FromDays(2), TimeSpan.FromDays(365), TimeSpan.FromDays(-365), TimeSpan.FromDays(-30), TimeSpan.FromDays(27),
    ];

    [Fact]
    public async Task After_every_jump_people_get_in_jobs_run_nothing_is_lost_and_the_trail_stands()
    {
        await using var world = new RoomyWorld();
        await world.InitializeAsync();
        var secretary = world.University.Secretary;
        await RunAll(world, "before any jump");
        var jobs = 0;
        foreach (var jump in Jumps)
        {
            var before = await Entries(world);
            world.Clock.Move(jump);
            jobs += await RunAll(world, $"after {jump}");
            var browser = await world.SignedIn(secretary);
            await browser.Open("/");
            Assert.True(browser.Status == HttpStatusCode.OK, $"After {jump} the home page answers {browser.Status}.");
            using var program = await world.Program(secretary);
            Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/activities", TestContext.Current.CancellationToken)).StatusCode);
            var after = await Entries(world);
            Breaches.None(before.Except(after).Select(id => $"after {jump} the entry {id} of the trail is gone"));
            Assert.True(after.Count > before.Count, $"After {jump} the sign-in left no trace.");
        }
        var report = await world.Inside(s => s.GetRequiredService<VerifyTraceQuery>().Run(TestContext.Current.CancellationToken));
        Assert.Null(report.Broken);
        Console.WriteLine($"figure clock-jumps {Jumps.Length}");
        Console.WriteLine($"figure clock-jumps-jobs-run {jobs}");
        Console.WriteLine("figure clock-jumps-lost-entries 0 0 met");
    }

    private static async Task<int> RunAll(World world, string when)
    {
        var jobs = typeof(IRecurring).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IRecurring))).ToList();
        foreach (var job in jobs)
        {
            try
            {
                await world.Inside(async s =>
                {
                    await ((IRecurring)s.GetRequiredService(job)).Run(TestContext.Current.CancellationToken);
                    return 0;
                });
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"{job.Name} failed {when}.", problem);
            }
        }
        return jobs.Count;
    }

    private static Task<List<long>> Entries(World world) => world.Read(db => db.Set<JournalEntry>().Select(j => j.Id).ToListAsync(TestContext.Current.CancellationToken));
}
