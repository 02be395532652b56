using Zhijian.Modules.Learning.Assigning;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Learning.Rolling;

/// <summary>The people behind a number of a task, as a file.</summary>
internal sealed class RowsExport(TaskQuery tasks, RollUpQuery rolls) : IListExport
{
    public string Name => "learning-rows";

    public string Page => "/learning/rows";

    public IReadOnlyList<string> Acts => [LearningActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("name", "learning.person"), new("organisation", "learning.branch"), new("dueOn", "learning.due"), new("doneOn", "learning.done-day"), new("state", "learning.state"), new("excusedWhy", "learning.excused-why"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (question.Id("task") is not { } id || await tasks.Seen(id, question.Actor, cancel) is not { } task || await rolls.Place(task, question.Id("organisation"), question.Actor, cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var page = await rolls.Rows(task, place.Path, question.One<RollRows>("which") ?? RollRows.Assigned, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Name, r.Organisation, r.DueOn, r.DoneOn, r.State, r.ExcusedWhy])], page.Next);
    }
}
