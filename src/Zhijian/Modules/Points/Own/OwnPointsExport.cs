using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Own;

/// <summary>One's own ledger as a file: of whoever asks, and of nobody else.</summary>
internal sealed class OwnPointsExport(OwnPointsQuery own, InstitutionTime time, Words words) : IListExport
{
    public string Name => "own-points";

    public string Page => "/me/points";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("doneOn", "points.done-on"), new("title", "points.what-for"), new("deed", "points.deed"), new("points", "points.points"), new("formula", "points.formula"), new("rule", "points.rule"), new("validUntil", "points.valid-until"),
        new("state", "points.state"), new("reason", "points.why-reversed"), new("postedBy", "points.posted-by"), new("postedAt", "points.posted-at"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await own.Postings(question.Actor, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    private IReadOnlyList<object?> Cells(OwnLine line) =>
        [line.DoneOn, line.Title, line.Deed, line.Points, words.Formula(line), $"{line.Rule}@{line.RuleVersion}", line.ValidUntil, line.StateOn(time.Today), line.Cause is { } cause ? line.Reason ?? words.Name(cause) : null, words.PostedBy(line.PostedBy), line.PostedAt];
}
