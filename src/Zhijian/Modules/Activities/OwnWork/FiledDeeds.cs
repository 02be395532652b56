using Zhijian.Modules.Rules;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.OwnWork;

/// <summary>Who took part in filed activities where they were expected, and who served in them.</summary>
internal sealed class DeedsOfTheRoll : IDeedSource
{
    public IReadOnlyList<string> Deeds => [nameof(Deed.Attended), nameof(Deed.Served)];

    public string Sql(string? about) =>
        $"""
        select t.member_id, case a.kind when '{nameof(ActivityKind.VolunteerService)}' then '{nameof(Deed.Served)}' else '{nameof(Deed.Attended)}' end as deed, a.id as about, t.organisation_id, a.title, r.held_on as done_on, r.filed_at
        from activity a join activity_record r on r.activity_id = a.id and r.addendum_to is null join attendance t on t.activity_id = a.id
        where a.state = 'Filed' and r.filed_at is not null and not t.is_observer and {AttendanceSql.TookPart}{(about is null ? "" : $" and a.id {about}")}
        """;

    public string FirstDecided => FiledDeciders.Sql;

    public string? Page(Guid about) => $"/activities/{about}";
}

/// <summary>Who led filed activities or kept their record.</summary>
internal sealed class DeedsOfTheHosts : IDeedSource
{
    public IReadOnlyList<string> Deeds => [nameof(Deed.Led)];

    public string Sql(string? about) =>
        $"""
        select l.member_id, '{nameof(Deed.Led)}' as deed, a.id as about, a.organisation_id, a.title, r.held_on as done_on, r.filed_at
        from activity a join activity_record r on r.activity_id = a.id and r.addendum_to is null
        cross join lateral (select a.host_member_id as member_id union select a.recorder_member_id where a.recorder_member_id is not null) l
        where a.state = 'Filed' and not a.is_history and r.filed_at is not null{(about is null ? "" : $" and a.id {about}")}
        """;

    public string FirstDecided => FiledDeciders.Sql;

    public string? Page(Guid about) => $"/activities/{about}";
}

/// <summary>Who led the activity, kept its record, handed it in or let it into the files.</summary>
internal static class FiledDeciders
{
    public const string Sql =
        """
        select host_member_id from activity where id = @about union select recorder_member_id from activity where id = @about and recorder_member_id is not null
        union select submitted_by from activity_record where activity_id = @about and submitted_by is not null
        union select member_id from journal where subject_id = @about and fact in ('RecordSubmitted', 'RecordFiled')
        """;
}
