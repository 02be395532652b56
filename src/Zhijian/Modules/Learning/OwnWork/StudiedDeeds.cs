using Zhijian.Modules.Rules;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.OwnWork;

/// <summary>What was studied, alone or with the branch.</summary>
internal sealed class StudiedDeeds : IDeedSource
{
    public IReadOnlyList<string> Deeds => [nameof(Deed.Studied)];

    public string Sql(string? about) =>
        $"""
        select s.member_id, '{nameof(Deed.Studied)}' as deed, s.task_id as about, s.organisation_id, s.title, s.done_on, s.done_on::timestamp at time zone 'UTC' as filed_at
        from learning_assignment s where s.done_on is not null{(about is null ? "" : $" and s.task_id {about}")}
        """;

    public string FirstDecided =>
        "select s.recorded_by from learning_assignment a join learning_study s on s.id = a.study_id where a.task_id = @about and a.member_id = @member union select @member::uuid";

    public string? Page(Guid about) => null;
}
