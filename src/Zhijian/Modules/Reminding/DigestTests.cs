using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Reminding;

public sealed class DigestTests
{
    private static readonly RulesInForce Rules = Rulebook.Load(Rulebook.ShippedFolder).On(new DateOnly(2026, 11, 1));

    private static readonly DateOnly Due = new(2026, 11, 30);

    [Theory]
    [InlineData("2026-11-15", null)]
    [InlineData("2026-11-16", "2026-11-16")]
    [InlineData("2026-11-22", "2026-11-16")]
    [InlineData("2026-11-23", "2026-11-23")]
    [InlineData("2026-11-28", "2026-11-23")]
    [InlineData("2026-11-29", "2026-11-29")]
    [InlineData("2026-11-30", "2026-11-29")]
    [InlineData("2026-12-01", "2026-12-01")]
    [InlineData("2026-12-07", "2026-12-01")]
    [InlineData("2026-12-08", "2026-12-08")]
    [InlineData("2028-02-29", "2028-02-29")]
    public void Steps_fall_due_fourteen_seven_and_one_day_ahead_then_weekly(string today, string? step)
    {
        var due = today == "2028-02-29" ? new DateOnly(2028, 3, 1) : Due;
        Assert.Equal(step is null ? null : DateOnly.Parse(step), Digest.Step(Owed(due), ReminderDay.ByTheCommonRule, Rules.Reminders.Common, DateOnly.Parse(today))?.Step);
    }

    [Fact]
    public void What_is_arranged_is_nobodys_reminder_until_it_has_passed_and_is_late()
    {
        var arranged = Owed(Due, arrangedOn: new DateOnly(2026, 11, 25));
        Assert.Null(Digest.Step(arranged, ReminderDay.ByTheCommonRule, Rules.Reminders.Common, new DateOnly(2026, 11, 24)));
        Assert.Null(Digest.Step(arranged, ReminderDay.ByTheCommonRule, Rules.Reminders.Common, new DateOnly(2026, 11, 30)));
        Assert.NotNull(Digest.Step(arranged, ReminderDay.ByTheCommonRule, Rules.Reminders.Common, new DateOnly(2026, 12, 1)));
    }

    [Fact]
    public void Those_above_are_told_once_ten_working_days_after_the_end_over_holidays_too()
    {
        // 30 September 2026; the National Day holidays last until the 7th, the 10th is a working day by the notice.
        var late = Owed(new DateOnly(2026, 9, 30));
        var common = Rules.Reminders.Common;
        Assert.Null(Digest.StepAbove(late, common, Rules.Calendar, new DateOnly(2026, 10, 19)));
        var step = Digest.StepAbove(late, common, Rules.Calendar, new DateOnly(2026, 10, 20));
        Assert.Equal(new DateOnly(2026, 10, 20), step?.Step);
        Assert.Equal(step, Digest.StepAbove(late, common, Rules.Calendar, new DateOnly(2026, 12, 1)));
        Assert.True(Digest.Of([step!], new HashSet<ToldStep> { step!.Key }).IsEmpty);
    }

    [Theory]
    [InlineData("2026-11-18T07:59", false)]
    [InlineData("2026-11-18T08:00", true)]
    [InlineData("2026-11-18T20:59", true)]
    [InlineData("2026-11-18T21:00", false)]
    [InlineData("2026-11-21T10:00", false)]
    [InlineData("2026-10-10T10:00", true)]
    [InlineData("2026-10-01T10:00", false)]
    public void Nobody_is_reached_in_quiet_hours_or_on_days_off(string now, bool reached) =>
        Assert.Equal(reached, Usual().MayBeReached(DateTime.Parse(now), [], Rules.Reminders.Interruptions, Rules.Calendar));

    [Fact]
    public void Three_messages_in_seven_days_are_the_most_and_one_a_day()
    {
        var now = new DateTime(2026, 11, 20, 9, 0, 0, DateTimeKind.Unspecified);
        bool Reached(params int[] daysAgo) => Usual().MayBeReached(now, [.. daysAgo.Select(d => DateOnly.FromDateTime(now).AddDays(-d))], Rules.Reminders.Interruptions, Rules.Calendar);
        Assert.True(Reached(1, 2));
        Assert.False(Reached(0));
        Assert.False(Reached(1, 2, 3));
        Assert.False(Reached(1, 2, 6));
        Assert.True(Reached(1, 2, 7));
    }

    [Fact]
    public void A_choice_keeps_to_the_rule_and_a_pause_ends_by_itself()
    {
        var (rule, today) = (Rules.Reminders.Interruptions, new DateOnly(2026, 11, 20));
        Assert.Equal(RemindingRefusals.QuietHour.Code, Usual().Choose(6, false, null, 0, rule, today).Refusal?.Code);
        Assert.Equal(RemindingRefusals.QuietHour.Code, Usual().Choose(21, false, null, 0, rule, today).Refusal?.Code);
        Assert.Equal(RemindingRefusals.QuietHour.Code, Usual().Choose(null, false, null, 0, rule, today).Refusal?.Code);
        Assert.Equal(RemindingRefusals.PauseTooLong.Code, Usual().Choose(9, false, today.AddDays(-1), 0, rule, today).Refusal?.Code);
        Assert.Equal(RemindingRefusals.PauseTooLong.Code, Usual().Choose(9, false, today.AddDays(61), 0, rule, today).Refusal?.Code);
        Assert.Equal("platform.stale", Usual().Choose(9, false, null, 2, rule, today).Refusal?.Code);
        var choice = Usual();
        Assert.NotNull(choice.Choose(12, true, today.AddDays(2), 0, rule, today).Fact);
        bool On(int day, int hour) => choice.MayBeReached(new DateTime(2026, 11, day, hour, 0, 0, DateTimeKind.Unspecified), [], rule, Rules.Calendar);
        Assert.False(On(22, 12));
        Assert.False(On(23, 11));
        Assert.True(On(23, 12));
        Assert.True(On(28, 12));
    }

    [Fact]
    public void One_matter_opens_its_own_page_several_share_one_sentence()
    {
        var today = new DateOnly(2026, 11, 29);
        static HomeTask Say(Matter matter) => new(new HomeText("t", matter.Kind), 5, null, "/x", new HomeText("a"), "", "bell");
        Digest Told(params ReminderStep[] steps) => Digest.Of(steps, new HashSet<ToldStep>());
        ReminderStep Step(DateOnly due, bool below = false) => new(Owed(due), today, below);
        Assert.Equal(("reminding.one", "/x"), Short(Told(Step(Due)).Say(Say, today)));
        Assert.Equal(("reminding.one-late", "/x"), Short(Told(Step(today.AddDays(-1))).Say(Say, today)));
        Assert.Equal(("reminding.several", "/ahead"), Short(Told(Step(Due), Step(Due)).Say(Say, today)));
        Assert.Equal(("reminding.several-late", "/ahead"), Short(Told(Step(Due), Step(today.AddDays(-1))).Say(Say, today)));
        Assert.Equal(("reminding.below", "/ahead"), Short(Told(Step(today.AddDays(-30), below: true)).Say(Say, today)));
        Assert.Equal(("reminding.and-below", "/ahead"), Short(Told(Step(Due), Step(today.AddDays(-30), below: true)).Say(Say, today)));
        static (string, string) Short((HomeText Text, string Href) said) => (said.Text.Key, said.Href);
    }

    /// <summary>Random months of random people: whatever falls due and is done whenever, the promises hold.</summary>
    [Fact]
    public void In_any_month_nobody_is_told_of_what_is_done_at_night_twice_or_too_often()
    {
        var messages = Enumerable.Range(1, 100).Sum(seed => Month(new Random(seed)));
        Assert.InRange(messages, 200, 2000);
    }

    private static int Month(Random random)
    {
        var start = new DateOnly(2026, 9, 15);
        var (hour, everyDay, pause) = (random.Next(7, 21), random.Next(2) == 0, random.Next(3) == 0 ? random.Next(1, 40) : 0);
        var choice = Usual();
        Assert.NotNull(choice.Choose(hour, everyDay, pause == 0 ? null : start.AddDays(pause), 0, Rules.Reminders.Interruptions, start).Fact);
        var open = Enumerable.Range(0, random.Next(1, 13)).Select(_ => (Matter: Owed(start.AddDays(random.Next(-40, 60))), DoneOn: start.AddDays(random.Next(60)))).ToList();
        HashSet<ToldStep> told = [];
        List<DateOnly> sentOn = [];
        foreach (var now in Enumerable.Range(0, 45 * 48).Select(half => start.ToDateTime(TimeOnly.MinValue).AddMinutes(half * 30)))
        {
            var today = DateOnly.FromDateTime(now);
            if (!choice.MayBeReached(now, sentOn, Rules.Reminders.Interruptions, Rules.Calendar))
            {
                continue;
            }
            var digest = Digest.Of(open.Where(m => today < m.DoneOn).Select(m => Digest.Step(m.Matter, ReminderDay.ByTheCommonRule, Rules.Reminders.Common, today)).OfType<ReminderStep>(), told);
            if (digest.IsEmpty)
            {
                continue;
            }
            Assert.InRange(now.Hour, hour, 20);
            Assert.True(everyDay || Rules.Calendar.IsWorkday(today));
            Assert.True(pause == 0 || today > start.AddDays(pause));
            Assert.All(digest.Steps, s => Assert.True(told.Add(s.Key)));
            Assert.All(digest.Steps, s => Assert.True(today < open.Single(m => ReferenceEquals(m.Matter, s.Matter)).DoneOn));
            sentOn.Add(today);
            Assert.InRange(sentOn.Count(day => day > today.AddDays(-7)), 1, Rules.Reminders.Interruptions.MostAWeek);
        }
        return sentOn.Count;
    }

    private static ReminderChoice Usual() => ReminderChoice.Usual(Guid.CreateVersion7(), "1.", Rules.Reminders.Interruptions);

    private static Matter Owed(DateOnly due, DateOnly? arrangedOn = null) => new() { Kind = "obligation", About = Guid.CreateVersion7(), OrganisationId = Guid.CreateVersion7(), Path = "1.2.", DueOn = due, ArrangedOn = arrangedOn };
}
