using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures.Duties;
using Zhijian.Modules.People;
using Zhijian.Modules.Reminding.Sending;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Reminding;

/// <summary>A month of reminders, walked through: over the demonstration with everything it holds, and planned for an institution of a hundred thousand.</summary>
public sealed class ReminderMonthTests : IAsyncLifetime
{
    private const int Days = 31;

    private static readonly bool IsLong = TestRun.IsLong;

    /// <summary>The job comes every half hour; these are the hours at which something could go wrong, and some between.</summary>
    private static readonly int[] Hours = [0, 5, 6, 7, 8, 12, 18, 20, 21, 23];

    private readonly DemonstrationWorld _world = new();

    private InstitutionTime Time => _world.Services.GetRequiredService<InstitutionTime>();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_month_over_the_demonstration_reminds_of_nothing_done_in_no_quiet_hour_and_seldom()
    {
        var rule = _world.Services.GetRequiredService<Rulebook>().On(Time.Today).Reminders.Interruptions;
        var random = new Random(20261129);
        Dictionary<Guid, DateTimeOffset> done = [];
        var first = Time.Today.AddDays(1);
        for (var day = first; day < first.AddDays(Days); day = day.AddDays(1))
        {
            foreach (var hour in Hours)
            {
                _world.Clock.Move(Time.At(day, new TimeOnly(hour, 10)) - _world.Clock.GetUtcNow());
                if (hour == Hours[0])
                {
                    await _world.Inside(async s => { await s.GetRequiredService<OpenObligationsJob>().Run(default); return 0; });
                }
                await _world.Inside(s => s.GetRequiredService<ReminderJob>().Remind(default));
                if (hour == 12)
                {
                    foreach (var id in await DoSome(random))
                    {
                        done[id] = _world.Clock.GetUtcNow();
                    }
                }
            }
        }
        var sent = await _world.Inside(s => s.GetRequiredService<Fence>().RowsAs<SentStep>(SystemActors.Jobs, "select member_id as MemberId, about, sent_on as SentOn, at from reminder where sent_on >= @first", new { first }, default));
        var messages = sent.DistinctBy(r => (r.MemberId, r.At)).ToList();
        var after = sent.Count(r => done.TryGetValue(r.About, out var at) && r.Moment > at);
        var quiet = messages.Count(m => Time.Local(m.Moment).Hour is var hour && (hour < rule.QuietUntil || hour >= rule.QuietFrom));
        var busiest = messages.GroupBy(m => m.MemberId).Max(person => person.Max(m => person.Count(o => o.SentOn <= m.SentOn && o.SentOn > m.SentOn.AddDays(-7))));
        Console.WriteLine($"figure reminders-of-a-month-messages {messages.Count}");
        Console.WriteLine($"figure reminders-of-a-month-people {messages.DistinctBy(m => m.MemberId).Count()}");
        Console.WriteLine($"figure reminders-of-a-month-done-meanwhile {done.Count}");
        Console.WriteLine($"figure reminders-after-completion {after} 0 {(after == 0 ? "met" : "short")}");
        Console.WriteLine($"figure reminders-in-quiet-hours {quiet} 0 {(quiet == 0 ? "met" : "short")}");
        Console.WriteLine($"figure reminders-most-a-person-and-week {busiest} {rule.MostAWeek} {(busiest <= rule.MostAWeek ? "met" : "short")}");
        Assert.NotEmpty(messages);
        Assert.NotEmpty(done);
        Assert.Contains(sent, r => done.ContainsKey(r.About));
        Assert.Equal(0, after);
        Assert.Equal(0, quiet);
        Assert.InRange(busiest, 1, rule.MostAWeek);
    }

    /// <summary>Twenty members a branch, of whom three lead it and are reminded. A short run plans for a tenth of the people in a tenth of the time.</summary>
    [Fact]
    public void A_month_for_a_hundred_thousand_people_is_planned_in_less_than_a_minute()
    {
        var people = IsLong ? 100_000 : 10_000;
        var atMost = people / 100_000.0 * 60;
        const int MembersOfAPlace = 20, LeadersOfAPlace = 3, MattersOfAPlace = 8;
        var rules = Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 11, 1));
        var first = new DateOnly(2026, 11, 1);
        var random = new Random(6);
        List<(Guid Id, string Path)> places = [.. Enumerable.Range(0, people / MembersOfAPlace).Select(i => (Guid.NewGuid(), $"1.{i % 300}.{i}."))];
        List<Leader> leaders = [.. places.SelectMany(p => Enumerable.Range(0, LeadersOfAPlace).Select(_ => new Leader(Guid.NewGuid(), p.Path, p.Id, p.Path)))];
        List<Matter> matters =
        [
            .. from place in places
               from n in Enumerable.Range(0, MattersOfAPlace)
               select new Matter { Kind = "obligation", OrganisationId = place.Id, Path = place.Path, About = Guid.NewGuid(), DueOn = first.AddDays(random.Next(-20, 50)), Details = ["ThemePartyDay", "Month", "2026-11-01"] },
        ];
        Dictionary<Guid, HashSet<ToldStep>> told = [];
        Dictionary<Guid, HashSet<DateOnly>> sentOn = [];
        var messages = 0;
        var clock = Stopwatch.StartNew();
        for (var day = first; day < first.AddMonths(1); day = day.AddDays(1))
        {
            var due = new DueSteps(matters, _ => ReminderDay.ByTheCommonRule, rules, day);
            var plan = ReminderPlan.Digests(ReminderPlan.Reached(leaders, new Dictionary<Guid, ReminderChoice>(), sentOn, day.ToDateTime(new TimeOnly(9, 0)), rules), due.For, _ => [], told);
            foreach (var (to, digest) in plan)
            {
                (told.TryGetValue(to.MemberId, out var known) ? known : told[to.MemberId] = []).UnionWith(digest.Steps.Select(s => s.Key));
                (sentOn.TryGetValue(to.MemberId, out var days) ? days : sentOn[to.MemberId] = []).Add(day);
            }
            messages += plan.Count;
        }
        var took = clock.Elapsed.TotalSeconds;
        Console.WriteLine($"figure reminders-planned-members {people}");
        Console.WriteLine($"figure reminders-planned-leaders {leaders.Count}");
        Console.WriteLine($"figure reminders-planned-messages {messages}");
        Console.WriteLine($"figure reminders-month-planned-seconds {took:F1} {atMost:F0} {(took <= atMost ? "met" : "short")}");
        Assert.All(sentOn.Values, days => Assert.InRange(days.Count, 1, 15));
        Assert.InRange(messages, leaders.Count, leaders.Count * 15);
        Assert.InRange(took, 0, atMost);
    }

    /// <summary>A part of what people were told of is done, as filing its record would have it.</summary>
    private async Task<List<Guid>> DoSome(Random random) => await _world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        using var widened = fence.As(SystemActors.Jobs);
        var open = await fence.Rows<Guid>("select distinct b.id from obligation b join reminder r on r.about = b.id where b.expected > b.met + b.in_review + b.excused order by b.id", null, default);
        List<Guid> some = [.. open.Where(_ => random.Next(4) == 0)];
        await fence.Run("update obligation set met = expected - in_review - excused, state = 'Met' where id = any(@some)", new { some = some.ToArray() }, default);
        await fence.Commit(default);
        return some;
    });

    private sealed class SentStep
    {
        public Guid MemberId { get; set; }

        public Guid About { get; set; }

        public DateOnly SentOn { get; set; }

        public DateTime At { get; set; }

        public DateTimeOffset Moment => new(DateTime.SpecifyKind(At, DateTimeKind.Utc));
    }
}
