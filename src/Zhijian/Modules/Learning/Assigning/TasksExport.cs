using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Learning.Assigning;

/// <summary>The tasks of one's scope, as a file.</summary>
internal sealed class TasksExport(TaskQuery tasks) : IListExport
{
    public string Name => "learning-tasks";

    public string Page => "/learning/tasks";

    public IReadOnlyList<string> Acts => [LearningActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "learning.title"), new("organisation", "learning.issued-by"), new("mode", "learning.mode"), new("units", "learning.units"), new("issuedAt", "learning.issued-on"), new("dueOn", "learning.due"),
        new("reached", "learning.reached"), new("state", "learning.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await tasks.List(TaskFilter.Read(question.Text("which"), question.Text("ours"), question.Text("search")), question.Actor, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(t => (IReadOnlyList<object?>)[t.Title, t.OrganisationName, t.Mode, t.Units, t.IssuedAt, t.DueOn, t.Reached, t.State])], page.Next);
    }
}
