using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.OwnWork;

/// <summary>What the person studied, alone or with the branch, by the day on which it was said; never how long it took.</summary>
internal sealed class TasksStudied : IWorkRecordSource
{
    public string Name => "studied";

    public string Sql =>
        $"""
        select '{nameof(WorkPart.Study)}' as part, a.task_id as about, a.done_on, a.title, case when a.study_id is null then 'alone' else 'together' end as detail
        from learning_assignment a where a.member_id = @member and a.done_on between @first and @last
        union all
        select '{nameof(WorkPart.Study)}', r.id, r.completed_on, r.course, 'elsewhere' from learning_record r where r.member_id = @member and r.completed_on between @first and @last
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText($"learning.own-work-{line.Detail}"), null);
}
