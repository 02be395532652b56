using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Activities.Records;

public sealed class RecordMovesTests
{
    public static TheoryData<RecordState, RecordMove, RecordState?> Moves()
    {
        Dictionary<(RecordState, RecordMove), RecordState> allowed = new()
        {
            [(RecordState.Draft, RecordMove.Submit)] = RecordState.Submitted,
            [(RecordState.Returned, RecordMove.Submit)] = RecordState.Submitted,
            [(RecordState.Submitted, RecordMove.Return)] = RecordState.Returned,
            [(RecordState.Submitted, RecordMove.Withdraw)] = RecordState.Draft,
            [(RecordState.Returned, RecordMove.Withdraw)] = RecordState.Draft,
            [(RecordState.Submitted, RecordMove.File)] = RecordState.Filed,
            [(RecordState.Returned, RecordMove.Resume)] = RecordState.Submitted,
            [(RecordState.Filed, RecordMove.Unfile)] = RecordState.Submitted,
        };
        TheoryData<RecordState, RecordMove, RecordState?> all = [];
        foreach (var state in Enum.GetValues<RecordState>())
        {
            foreach (var move in Enum.GetValues<RecordMove>())
            {
                all.Add(state, move, allowed.TryGetValue((state, move), out var to) ? to : null);
            }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Every_state_and_move_leads_where_the_table_says_or_is_refused(RecordState from, RecordMove move, RecordState? to)
    {
        var record = new ActivityRecord
        {
            ActivityId = Guid.NewGuid(), Path = "1.", OrganisationId = Guid.NewGuid(), Kind = ActivityKind.ThemePartyDay, Number = "2026-ZT-0001", Title = "x", HeldOn = new DateOnly(2026, 11, 20), State = from,
        };
        var now = DateTimeOffset.UnixEpoch;
        var refusal = move switch
        {
            RecordMove.Submit => record.Submit(Guid.NewGuid(), now),
            RecordMove.Return => record.Return("").Refusal,
            RecordMove.Withdraw => record.Withdraw().Refusal,
            RecordMove.File => record.File(null, now).Refusal,
            RecordMove.Resume => record.Resume().Refusal,
            _ => record.Unfile().Refusal,
        };

        Assert.Equal(to is null, refusal is not null);
        Assert.Equal(to ?? from, record.State);
    }

    [Fact]
    public void The_day_of_the_first_submission_is_kept_through_a_return()
    {
        var record = new ActivityRecord
        {
            ActivityId = Guid.NewGuid(), Path = "1.", OrganisationId = Guid.NewGuid(), Kind = ActivityKind.ThemePartyDay, Number = "2026-ZT-0001", Title = "x", HeldOn = new DateOnly(2026, 11, 20),
        };
        var first = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        record.Submit(Guid.NewGuid(), first);
        record.Return("note");
        record.Submit(Guid.NewGuid(), first.AddDays(30));

        Assert.Equal(first, record.SubmittedAt);
    }

    [Theory]
    [InlineData(2026, ActivityKind.ThemePartyDay, 811, "2026-ZT-0811")]
    [InlineData(2025, ActivityKind.LinkageActivity, 1, "2025-SL-0001")]
    [InlineData(2026, ActivityKind.BranchMembersMeeting, 12345, "2026-DH-12345")]
    public void A_number_says_year_kind_and_place_in_the_row(int year, ActivityKind kind, int running, string number) => Assert.Equal(number, RecordNumber.Of(year, kind, running));

    [Fact]
    public void Every_kind_has_letters_of_its_own() =>
        Assert.Equal(Enum.GetValues<ActivityKind>().Length, Enum.GetValues<ActivityKind>().Select(k => RecordNumber.Of(2026, k, 1)).Distinct().Count());
}
