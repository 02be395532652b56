using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>The list of questions as a file: what each is and where it stands. The questions themselves go out in their own formats.</summary>
internal sealed class BankExport(BankQuery bank) : IListExport
{
    public string Name => "questions";

    public string Page => "/questions";

    public IReadOnlyList<string> Acts => [QuestionActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("name", "questions.name"), new("kind", "questions.kind"), new("category", "questions.category"), new("difficulty", "questions.difficulty"), new("tags", "questions.tags"), new("source", "questions.source"),
        new("organisation", "questions.organisation"), new("edition", "questions.edition"), new("state", "questions.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = BankFilter.Read(question.Text("search"), question.Text("kind"), question.Text("difficulty"), question.Text("state"), question.Text("category"));
        var page = await bank.List(filter, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(q => (IReadOnlyList<object?>)[q.Name, q.Kind, q.Category, q.Difficulty, q.Tags, q.Source, q.OrganisationName, q.Edition, q.State])], page.Next);
    }
}
