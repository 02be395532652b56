using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Resolutions.Showing;

/// <summary>Questions put to committees of one's scope and what became of them, as a file.</summary>
internal sealed class ResolutionsExport(ResolutionsQuery questions) : IListExport
{
    public string Name => "resolutions";

    public string Page => "/resolutions";

    public IReadOnlyList<string> Acts => [ResolutionActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "resolutions.question-title"), new("organisation", "resolutions.organisation"), new("decide-on", "resolutions.decide-on"),
        new("state", "resolutions.state"), new("resolved-on", "resolutions.resolved-on"),
        new("open-tasks", "resolutions.open-tasks"), new("carried-out", "resolutions.carried-out"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await questions.List(question.Actor, question.One<PutQuestionState>("state"), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(q => (IReadOnlyList<object?>)[q.Title, q.OrganisationName, q.DecideOn, q.State, q.ResolvedOn,
            q.OpenTasks, q.CarriedOut])], page.Next);
    }
}
