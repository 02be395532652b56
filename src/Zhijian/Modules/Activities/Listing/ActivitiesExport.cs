using Zhijian.Modules.Rules;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>The list of activities as a file.</summary>
internal sealed class ActivitiesExport(ActivityListQuery query) : IListExport
{
    public string Name => "activities";

    public string Page => "/activities";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("startsAt", "export.column.starts-at"), new("endsAt", "export.column.ends-at"), new("title", "activity.name"), new("kind", "activity.kind"), new("organisation", "activity.organisation"),
        new("place", "activity.place"), new("state", "activity.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = new ActivityFilter(question.One<ActivityKind>("kind"), question.One<ActivityState>("state"), question.Id("organisation"), question.Text("month"), question.Text("text")?.Trim(), after);
        var page = await query.Page(filter, question.Actor, size, cancel);
        return new ExportChunk([.. page.Items.Select(Cells)], page.Next);
    }

    private static IReadOnlyList<object?> Cells(ActivityLine line) =>
        [line.StartsAt, line.EndsAt, line.Title, Enum.Parse<ActivityKind>(line.Kind), line.OrganisationName, line.Place, Enum.Parse<ActivityState>(line.State)];
}
