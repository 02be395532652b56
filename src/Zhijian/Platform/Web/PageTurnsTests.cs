using Xunit;

namespace Zhijian.Platform.Web;

public sealed class PageTurnsTests
{
    [Fact]
    public async Task So_many_are_made_at_once_and_the_others_follow_in_their_order()
    {
        using var turns = new PageTurns(TimeProvider.System, atOnce: 2);
        var first = await turns.Take(default);
        using var second = await turns.Take(default);
        var third = turns.Take(default).AsTask();
        var fourth = turns.Take(default).AsTask();
        Assert.False(third.IsCompleted);
        first.Dispose();
        using (await third)
        {
            Assert.False(fourth.IsCompleted);
        }
        (await fourth).Dispose();
    }

    [Fact]
    public async Task A_turn_that_ended_twice_makes_room_for_one()
    {
        using var turns = new PageTurns(TimeProvider.System, atOnce: 1);
        var first = await turns.Take(default);
        var second = turns.Take(default).AsTask();
        var third = turns.Take(default).AsTask();
        first.Dispose();
        first.Dispose();
        using (await second)
        {
            Assert.False(third.IsCompleted);
        }
        (await third).Dispose();
    }

    [Fact]
    public async Task A_page_that_takes_long_keeps_nobody_back()
    {
        using var turns = new PageTurns(TimeProvider.System, atOnce: 1);
        using var slow = await turns.Take(default);
        using var next = await turns.Take(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        slow.Dispose();
        Assert.False(turns.Take(default).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_takes_no_turn()
    {
        using var turns = new PageTurns(TimeProvider.System, atOnce: 1);
        var first = await turns.Take(default);
        using var leaving = new CancellationTokenSource();
        var gone = turns.Take(leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        first.Dispose();
        (await turns.Take(default)).Dispose();
    }
}
