using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Inbox;

/// <summary>What waits for a reviewer, as a file.</summary>
internal sealed class InboxExport(InboxQuery query, ReviewerQuery reviewers, IEnumerable<IReviewable> reviewables, Words words) : IListExport
{
    public string Name => "review";

    public string Page => "/review";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "export.column.title"), new("kind", "export.column.kind"), new("organisation", "export.column.organisation"), new("waitingSince", "export.column.waiting-since"), new("layer", "export.column.layer"),
        new("submission", "export.column.submission"), new("allChecksPassed", "export.column.all-checks-passed"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var me = await reviewers.Of(question.Actor, cancel);
        var page = await query.Of(me, new InboxFilter(question.Text("kind"), string.Equals(question.Text("bulk"), "true", StringComparison.OrdinalIgnoreCase)), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    private IReadOnlyList<object?> Cells(InboxRow row) =>
        [row.Title, reviewables.FirstOrDefault(r => r.RecordKind == row.RecordKind) is { } kind ? words[kind.NameKey] : row.RecordKind, row.OrganisationName, row.Since, row.Layer, row.LastSubmission, row.AllChecksPassed];
}
