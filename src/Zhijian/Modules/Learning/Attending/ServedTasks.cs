using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning.Attending;

/// <summary>Offers whoever plans an activity the open tasks that are studied at activities of its kind.</summary>
internal sealed class ServedTasks(Fence fence, InstitutionTime time) : IServedTasks
{
    private const int Few = 30;

    /// <summary>What was due longer ago than this is offered no more.</summary>
    private const int DaysOverdue = 90;

    public async Task<IReadOnlyList<ServedTask>> Open(string path, ActivityKind kind, CancellationToken cancel) =>
        [.. (await fence.Rows<Row>(
            $"""
            select t.id, t.title, t.organisation_name as AskedBy, t.due_on as DueOn from learning_task t
            where t.state = 'Open' and t.activity_kind = @kind and t.activity_id is null and starts_with(@path, t.path) and t.due_on >= @since order by t.due_on, t.id limit {Few}
            """, new { path, kind = kind.ToString(), since = time.Today.AddDays(-DaysOverdue) }, cancel)).Select(r => new ServedTask(r.Id, r.Title, r.AskedBy, r.DueOn))];

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string AskedBy { get; set; } = "";

        public DateOnly DueOn { get; set; }
    }
}
