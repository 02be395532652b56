using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Points;

/// <summary>Who may contest what, and who decides it.</summary>
public sealed class PointsContestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    private static readonly Actor Member = new() { AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid(), Name = "许清禾", HomePath = "1.2.4." };
    private static readonly Actor Secretary = new() { AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid(), Name = "周以宁" };
    private static readonly Actor Above = new() { AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid(), Name = "沈南乔" };

    [Theory]
    [InlineData(PostingState.Valid, false, "我没有到场", null)]
    [InlineData(PostingState.Valid, true, "我没有到场", "points.contested-already")]
    [InlineData(PostingState.Reversed, false, "我没有到场", "points.not-contestable")]
    [InlineData(PostingState.Expired, false, "我没有到场", "points.not-contestable")]
    [InlineData(PostingState.Valid, false, " ", "platform.required")]
    [InlineData(PostingState.Valid, false, null, "platform.required")]
    public void What_can_be_contested(PostingState state, bool contested, string? reason, string? refusal)
    {
        var decision = PointsContest.Contest(Posting(state, contested), reason, Member, Now, out var contest);
        Assert.Equal(refusal, decision.Refusal?.Code);
        Assert.Equal(refusal is null, contest is not null);
    }

    [Fact]
    public void A_reason_has_its_limit() =>
        Assert.Equal(PlatformRefusals.TooLong.Code, PointsContest.Contest(Posting(PostingState.Valid, false), new string('长', PointsContest.LongestReason + 1), Member, Now, out _).Refusal?.Code);

    [Fact]
    public void Neither_the_member_nor_who_decided_first_decides_and_nobody_decides_twice()
    {
        PointsContest.Contest(Posting(PostingState.Valid, false), "我没有到场", Member, Now, out var contest);
        Guid[] first = [Secretary.MemberId];
        Assert.Equal(PointsRefusals.OwnContest, contest!.Decide(true, "核实了", 1, Member, first, Now).Refusal);
        Assert.Equal(PointsRefusals.DecidedFirst, contest.Decide(true, "核实了", 1, Secretary, first, Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Choice"), contest.Decide(null, "核实了", 1, Above, first, Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Reason"), contest.Decide(true, "", 1, Above, first, Now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, contest.Decide(true, "核实了", 0, Above, first, Now).Refusal);
        Assert.Equal(ContestState.Reversed, contest.Decide(true, "核实了", 1, Above, first, Now).Fact?.State);
        Assert.Equal(("核实了", "沈南乔", Now), (contest.Answer, contest.DecidedByName, contest.DecidedAt!.Value));
        Assert.Equal(PointsRefusals.DecidedAlready, contest.Decide(false, "再看", 1, Above, first, Now).Refusal);
    }

    [Fact]
    public void What_a_record_earned_is_taken_back_with_a_reason_by_somebody_else_where_something_stands()
    {
        var record = Guid.NewGuid();
        Assert.Equal(PointsRefusals.NothingToReverse, RecordReversal.Decide(record, "1.2.4.", 0, "记错了", Above, []).Refusal);
        Assert.Equal(PointsRefusals.DecidedFirst, RecordReversal.Decide(record, "1.2.4.", 3, "记错了", Secretary, [Secretary.MemberId]).Refusal);
        Assert.Equal(PlatformRefusals.Required.Code, RecordReversal.Decide(record, "1.2.4.", 3, "", Above, []).Refusal?.Code);
        Assert.Equal("记错了", RecordReversal.Decide(record, "1.2.4.", 3, " 记错了 ", Above, []).Fact?.Reason);
    }

    private static ContestablePosting Posting(PostingState state, bool contested) => new(Guid.NewGuid(), state, contested, Deed.Attended, "points@1:points.attended", Guid.NewGuid(), "主题党日", new DateOnly(2026, 11, 1));
}
