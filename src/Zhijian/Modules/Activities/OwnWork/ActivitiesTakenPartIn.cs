using Zhijian.Modules.Rules;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.OwnWork;

/// <summary>Filed activities at which the person was present, by what they were.</summary>
internal sealed class ActivitiesTakenPartIn : IWorkRecordSource
{
    public string Name => "activity";

    public string Sql =>
        $"""
        select case a.kind when '{nameof(ActivityKind.PartyLecture)}' then '{nameof(WorkPart.Study)}' when '{nameof(ActivityKind.VolunteerService)}' then '{nameof(WorkPart.Service)}' else '{nameof(WorkPart.Life)}' end as part,
          a.id as about, (a.starts_at at time zone @zone)::date as done_on, a.title, a.kind as detail
        from attendance t join activity a on a.id = t.activity_id
        where t.member_id = @member and {AttendanceSql.TookPart} and a.state = 'Filed' and (a.starts_at at time zone @zone)::date between @first and @last
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText("activity.own-work", Enum.Parse<ActivityKind>(line.Detail)), $"/activities/{line.About}");
}

/// <summary>Filed activities that the person hosted or whose record they kept.</summary>
internal sealed class ActivitiesHosted : IWorkRecordSource
{
    public string Name => "hosted";

    public string Sql =>
        $"""
        select '{nameof(WorkPart.Work)}' as part, a.id as about, (a.starts_at at time zone @zone)::date as done_on, a.title, case when a.host_member_id = @member then 'hosted' else 'recorded' end as detail
        from activity a
        where a.state = 'Filed' and (a.host_member_id = @member or a.recorder_member_id = @member) and (a.starts_at at time zone @zone)::date between @first and @last
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText($"activity.own-work-{line.Detail}"), $"/activities/{line.About}");
}
