using Zhijian.Modules.Rules;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Activities.Records;

/// <summary>The list of records as a file; what is written in them is read one by one.</summary>
internal sealed class RecordsExport(RecordListQuery query) : IListExport
{
    public string Name => "records";

    public string Page => "/records";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("number", "record.field.number"), new("kind", "record.field.kind"), new("title", "record.field.title"), new("organisation", "record.field.organisation"), new("heldOn", "record.held-on"),
        new("state", "record.filter-state"), new("late", "record.late"), new("history", "record.history"), new("submittedAt", "export.column.submitted-at"), new("filedAt", "export.column.filed-at"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = new RecordFilter(question.One<ActivityKind>("kind"), question.Month("month"), question.Id("organisation"), question.Text("text") is { Length: <= 100 } text ? text : null, question.One<RecordState>("state"));
        var page = await query.Page(filter, after, size, question.Actor, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Number, r.Kind, r.Title, r.OrganisationName, r.HeldOn, r.State, r.IsLate, r.IsHistory, r.SubmittedAt, r.FiledAt])], page.Next);
    }
}
