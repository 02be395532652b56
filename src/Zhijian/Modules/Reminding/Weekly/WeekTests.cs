using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;

namespace Zhijian.Modules.Reminding.Weekly;

public sealed class WeekTests
{
    private static readonly WorkCalendar Calendar = Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 11, 1)).Calendar;

    [Theory]
    [InlineData("2026-11-23", "2026-11-23")]
    [InlineData("2026-11-29", "2026-11-23")]
    [InlineData("2027-01-01", "2026-12-28")]
    [InlineData("2028-03-01", "2028-02-28")]
    public void A_week_begins_on_Monday(string day, string monday) => Assert.Equal(DateOnly.Parse(monday), Week.Of(DateOnly.Parse(day)).Monday);

    [Theory]
    [InlineData("2026-11-23", true)]
    [InlineData("2026-11-24", false)]
    [InlineData("2026-11-22", false)]
    // The week of the National Day begins with days off: it is told on its first working day, the 8th.
    [InlineData("2026-10-05", false)]
    [InlineData("2026-10-08", true)]
    [InlineData("2026-10-09", false)]
    public void The_week_before_is_told_on_the_first_working_day(string day, bool told) => Assert.Equal(told, Week.IsTold(DateOnly.Parse(day), Calendar));

    [Fact]
    public void Each_place_counts_for_itself_and_everything_above_it()
    {
        var today = new DateOnly(2026, 11, 23);
        var matters = new[] { Due("1.2.3.", today.AddDays(-1)), Due("1.2.3.", today.AddDays(7)), Due("1.2.", today), Due("1.4.", today.AddDays(8)), Due("1.4.", today.AddDays(2), arrangedOn: today.AddDays(1)) };
        var week = new WeekOfAll(new Dictionary<string, int> { ["1.2.3."] = 2, ["1.2.30."] = 5, ["1."] = 1 }, matters, today);
        Assert.Equal((2, 1, 1), week.At("1.2.3."));
        Assert.Equal((7, 1, 2), week.At("1.2."));
        Assert.Equal((8, 1, 2), week.At("1."));
        Assert.Equal((0, 0, 0), week.At("1.4."));
        Assert.Null(Week.LastBefore(today).Told(Guid.Empty, "1.4.", 0, 0, 0));
        Assert.Equal(["8", "1", "2"], Week.LastBefore(today).Told(Guid.Empty, "1.", 8, 1, 2)!.Matter.Details);
    }

    private static Matter Due(string path, DateOnly on, DateOnly? arrangedOn = null) => new() { Kind = "obligation", Path = path, DueOn = on, ArrangedOn = arrangedOn };
}
