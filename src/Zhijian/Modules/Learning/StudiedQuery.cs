using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning;

/// <summary>What those who build on learning tasks may ask: which tasks are open, and who has studied some. In the scope of whoever asks.</summary>
public sealed class StudiedQuery(Fence fence)
{
    private const int Few = 30;

    /// <summary>Open tasks that reach a place, the latest first.</summary>
    public Task<List<OpenTask>> Open(string path, CancellationToken cancel) => fence.Rows<OpenTask>(
        $"select t.id, t.title from learning_task t where t.state = 'Open' and starts_with(@path, t.path) order by t.issued_at desc, t.id limit {Few}", new { path }, cancel);

    /// <summary>Who among some people has studied some tasks, alone, with the branch or by being there.</summary>
    public Task<List<StudiedRow>> Done(Guid[] tasks, Guid[] people, CancellationToken cancel) => fence.Rows<StudiedRow>(
        "select a.task_id as Task, a.member_id as Member from learning_assignment a where a.task_id = any(@tasks) and a.member_id = any(@people) and a.done_on is not null", new { tasks, people }, cancel);
}

/// <summary>An open task.</summary>
public sealed class OpenTask
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";
}

/// <summary>That somebody has studied a task.</summary>
public sealed record StudiedRow(Guid Task, Guid Member);
