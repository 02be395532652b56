using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>
/// How many people of each kind belonged to which branch on two days, after what is known today: for those who compare years. Counts without names.
/// Whoever asks widens the fence first, because people may have gone elsewhere since; only sums may leave that block.
/// </summary>
public sealed class PeopleOfTwoDaysQuery(Fence fence)
{
    /// <summary>Those who belonged to an organisation at or below a place on either day. Who was entered by mistake never belonged.</summary>
    /// <param name="path">Where organisations stand today.</param>
    public Task<List<PeopleOfTwoDays>> Of(string path, DateOnly before, DateOnly day, CancellationToken cancel) => fence.Rows<PeopleOfTwoDays>(
        """
        select a.organisation_id as Before, b.organisation_id as Now, m.category, m.join_date as JoinDate, m.full_member_date as FullMemberDate,
          m.sex_code as SexCode, m.education_code as EducationCode, m.work_post_code as WorkPostCode,
          case when m.left_on > @before and m.left_on <= @day then m.leave_reason end as LeaveReason, count(*)::bigint as Count
        from member m
        left join membership a on a.member_id = m.id and a."from" <= @before and (a.until is null or a.until > @before)
        left join membership b on b.member_id = m.id and b."from" <= @day and (b.until is null or b.until > @day)
        where (starts_with(a.path, @path) or starts_with(b.path, @path)) and m.leave_reason is distinct from 'EnteredByMistake'
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
        """, new { path, before, day }, cancel);
}

/// <summary>So many people who are alike in all of this.</summary>
public sealed class PeopleOfTwoDays
{
    /// <summary>The branch of the earlier day; null where they belonged to none.</summary>
    public Guid? Before { get; set; }

    /// <summary>The branch of the later day.</summary>
    public Guid? Now { get; set; }

    /// <summary>Today's.</summary>
    public MemberCategory Category { get; set; }

    public DateOnly? JoinDate { get; set; }

    public DateOnly? FullMemberDate { get; set; }

    public string? SexCode { get; set; }

    public string? EducationCode { get; set; }

    public string? WorkPostCode { get; set; }

    /// <summary>Why they left between the two days; null where they didn't.</summary>
    public LeaveReason? LeaveReason { get; set; }

    public long Count { get; set; }

    /// <summary>Where they stood on a day, after the dates that are kept; before they were accepted, members were development objects. Which
    /// category people had who are on the way today isn't kept: it is today's.</summary>
    public MemberCategory CategoryOn(DateOnly day) => Category switch
    {
        MemberCategory.FullMember or MemberCategory.ProbationaryMember when JoinDate > day => MemberCategory.DevelopmentObject,
        MemberCategory.FullMember when FullMemberDate > day => MemberCategory.ProbationaryMember,
        _ => Category,
    };
}
