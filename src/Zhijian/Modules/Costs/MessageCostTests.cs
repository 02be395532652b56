using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Costs;

/// <summary>What a cost is and from how much on it is confirmed, by tables.</summary>
public sealed class MessageCostTests
{
    private static readonly CostConfirmingRule Rule = new(1000, 500, new RuleReference("costs", "1", "costs.confirming", ""));

    [Theory]
    [InlineData(128, 5, 640)]
    [InlineData(0, 45, 0)]
    [InlineData(100_000, 1080, 108_000_000)]
    [InlineData(3_000_000, 1440, 4_320_000_000)]
    public void Together_is_each_times_all(int reached, int each, long minutes) => Assert.Equal(minutes, new MessageCost(reached, 1, 0, each).Minutes);

    [Theory]
    [InlineData(1000, 30, false)]
    [InlineData(1001, 1, true)]
    [InlineData(667, 45, true)]
    [InlineData(666, 45, false)]
    [InlineData(1, 30_000, false)]
    [InlineData(1, 30_001, true)]
    [InlineData(0, 0, false)]
    public void Much_of_it_is_confirmed_and_then_never_refused(int reached, int each, bool asks)
    {
        var cost = new MessageCost(reached, 1, 0, each);
        Assert.Equal(asks, Rule.IsAsked(cost.Reached, cost.Minutes));
        Assert.Equal(asks ? CostRefusals.NotConfirmed.Code : null, cost.WhyNot(Rule, confirmed: false)?.Code);
        Assert.Null(cost.WhyNot(Rule, confirmed: true));
    }

    [Theory]
    [InlineData(AskedTask.ActivityAnswer, 1, 1)]
    [InlineData(AskedTask.PaperQuestion, 1, 5)]
    [InlineData(AskedTask.PaperQuestion, 5, 5)]
    [InlineData(AskedTask.PaperQuestion, 40, 40)]
    [InlineData(AskedTask.ExperienceReport, 1, 10)]
    public void Minutes_of_a_task_come_from_the_pack(AskedTask task, int times, int minutes) => Assert.Equal(minutes, RulebookTests.Today.Costs.MinutesOf(task, times));

    [Theory]
    [InlineData(0, true, 2)]
    [InlineData(300, true, 2)]
    [InlineData(301, true, 3)]
    [InlineData(3000, true, 11)]
    [InlineData(3000, false, 4)]
    public void A_notice_takes_as_long_as_its_text(int characters, bool isChinese, int minutes) => Assert.Equal(minutes, RulebookTests.Today.Costs.MinutesOfNotice(characters, isChinese));

    [Theory]
    [InlineData(0, 45)]
    [InlineData(1, 45)]
    [InlineData(4, 180)]
    public void A_learning_task_takes_its_units(int units, int minutes) => Assert.Equal(minutes, RulebookTests.Today.Learning.MinutesOf(units));

    [Fact]
    public void A_pack_that_leaves_out_a_task_or_counts_nothing_is_refused()
    {
        Assert.Contains(Problems("task: MessageRead", "task: NoticeConfirm"), p => p.Contains("MessageRead", StringComparison.Ordinal));
        Assert.Contains(Problems("abovePeople: 1000", "abovePeople: 0"), p => p.Contains("abovePeople", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Problems(string old, string replacement) =>
        [.. Assert.Throws<RulePackException>(() => Rulebook.Read(RulebookTests.Edit("costs.yaml", old, replacement))).Problems.Select(p => p.ToString())];
}
