using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>The papers of one's scope as a file; nothing of those who take them.</summary>
internal sealed class PapersExport(PaperQuery papers) : IListExport
{
    public string Name => "papers-set";

    public string Page => "/papers/set";

    public IReadOnlyList<string> Acts => [PaperActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "papers.title"), new("organisation", "questions.organisation"), new("questions", "papers.questions"), new("points", "papers.points"), new("passMark", "papers.pass-mark"), new("required", "papers.required"),
        new("opensAt", "papers.opens-at"), new("closesAt", "papers.closes-at"), new("state", "questions.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await papers.List(question.One<PaperState>("state"), question.Actor, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(p => (IReadOnlyList<object?>)[p.Title, p.OrganisationName, p.Questions, p.Points, p.PassMark, p.IsRequired, p.OpensAt, p.ClosesAt, p.State])], page.Next);
    }
}
