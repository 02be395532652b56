using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Points.Contesting;

/// <summary>The contests that one answers, as a file; no points stand in it.</summary>
internal sealed class ContestsExport(ContestQuery contests) : IListExport
{
    /// <summary>The filter's word for those that were answered.</summary>
    internal const string Answered = "answered";

    public string Name => "points-contests";

    public string Page => "/points/contests";

    public IReadOnlyList<string> Acts => [PointsActs.Decide];

    public IReadOnlyList<ExportColumn> Columns { get; } =
        [new("title", "points.what-for"), new("name", "points.contested-by"), new("deed", "points.deed"), new("doneOn", "points.done-on"), new("reason", "points.reason"), new("contestedAt", "points.contested-at"), new("state", "points.state"), new("answer", "points.answer")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await contests.Of(question.Actor, question.Text("which") == Answered, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(c => (IReadOnlyList<object?>)[c.Title, c.Name, c.Deed, c.DoneOn, c.Reason, c.ContestedAt, c.State, c.Answer])], page.Next);
    }
}
