using Zhijian.Modules.Organisations;
using Zhijian.Modules.Points;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;

namespace Zhijian.Testing;

/// <summary>Contests for pages and forms.</summary>
internal static class PointsSamples
{
    public static PointsContest Contest(Organisation branch, Account member, Guid activity, Guid posting, DateTimeOffset now)
    {
        PointsContest.Contest(
            new ContestablePosting(posting, PostingState.Valid, false, Deed.Attended, "points@1:points.attended", activity, "主题党日", new DateOnly(2026, 11, 2)), "那天请假，没有到场",
            new Actor { MemberId = member.MemberId!.Value, Name = member.DisplayName, HomePath = branch.Path }, now, out var contest);
        return contest!;
    }
}
