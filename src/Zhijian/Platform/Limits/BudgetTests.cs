using System.Net;

namespace Zhijian.Platform.Limits;

public sealed class BudgetTests
{
    private readonly StillClock _clock = new();

    [Fact]
    public void Twenty_pass_and_the_twenty_first_waits_until_the_oldest_is_over_whenever_they_came()
    {
        var random = new Random(20);
        var refused = 0;
        for (var round = 0; round < 1000; round++)
        {
            Budget<int> budget = new(20, TimeSpan.FromSeconds(10), _clock);
            var first = _clock.GetUtcNow();
            for (var i = 0; i < 20; i++)
            {
                Assert.Null(budget.Take(round));
                _clock.Now += TimeSpan.FromMilliseconds(random.Next(0, 499));
            }
            if (budget.Take(round) is { } wait)
            {
                refused++;
                Assert.Equal(first.AddSeconds(10), _clock.GetUtcNow() + wait);
                _clock.Now += wait - TimeSpan.FromMilliseconds(1);
                Assert.NotNull(budget.Take(round));
                _clock.Now += TimeSpan.FromMilliseconds(1);
                Assert.Null(budget.Take(round));
            }
        }
        Assert.Equal(1000, refused);
        Console.WriteLine($"figure limits-twenty-first-refused {refused} 1000 met");
    }

    [Fact]
    public void No_span_of_ten_seconds_ever_sees_more_than_twenty()
    {
        var random = new Random(7);
        Budget<string> budget = new(20, TimeSpan.FromSeconds(10), _clock);
        List<DateTimeOffset> done = [];
        for (var i = 0; i < 20_000; i++)
        {
            _clock.Now += TimeSpan.FromMilliseconds(random.Next(0, 400));
            if (budget.Take("one") is null)
            {
                done.Add(_clock.GetUtcNow());
            }
        }
        Assert.InRange(done.Count, 1000, 20_000);
        Assert.All(done.Skip(20).Zip(done), pair => Assert.True(pair.First - pair.Second >= TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Many_at_once_get_exactly_the_budget()
    {
        Budget<string> budget = new(20, TimeSpan.FromSeconds(10), _clock);
        var passed = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (budget.Take("one") is null)
            {
                Interlocked.Increment(ref passed);
            }
        });
        Assert.Equal(20, passed);
    }

    [Fact]
    public void A_hundred_thousand_sessions_are_forgotten_when_their_span_is_over()
    {
        Budget<int> budget = new(20, TimeSpan.FromSeconds(10), _clock);
        for (var session = 0; session < 100_000; session++)
        {
            Assert.Null(budget.Take(session));
        }
        Assert.Equal(100_000, budget.Remembered);
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.Null(budget.Take(99_999));
        _clock.Now += TimeSpan.FromSeconds(6);

        Assert.Null(budget.Take(-1));
        Assert.Equal(2, budget.Remembered);
        Console.WriteLine($"figure limits-sessions-remembered-after-their-span {budget.Remembered - 2} 0 met");
    }

    [Fact]
    public void A_use_given_back_is_free_again()
    {
        Budget<string> budget = new(1, TimeSpan.FromSeconds(10), _clock);
        Assert.Null(budget.Take("one"));
        budget.GiveBack("one");
        Assert.Null(budget.Take("one"));
        Assert.NotNull(budget.Take("one"));
    }

    [Fact]
    public void A_budget_that_locks_comes_back_whole_after_the_last_use()
    {
        Budget<string> budget = new(5, TimeSpan.FromMinutes(15), _clock, locks: true);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(budget.Take("one"));
            _clock.Now += TimeSpan.FromMinutes(2);
        }
        Assert.Equal(TimeSpan.FromMinutes(13), budget.Take("one"));
        _clock.Now += TimeSpan.FromMinutes(12);
        Assert.Equal(TimeSpan.FromMinutes(1), budget.Take("one"));
        _clock.Now += TimeSpan.FromMinutes(1);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(budget.Take("one"));
        }
        Assert.NotNull(budget.Take("one"));
    }

    [Fact]
    public void A_budget_of_nothing_is_off()
    {
        Budget<string> budget = new(0, TimeSpan.FromSeconds(10), _clock);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(budget.Take("one")));
        Assert.Equal(0, budget.Remembered);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "20010DB800010002::/64")]
    public void An_address_stands_for_one_line(string address, string source)
    {
        Assert.Equal(source, RequestLimits.Source(IPAddress.Parse(address)));
    }

    private sealed class StillClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
