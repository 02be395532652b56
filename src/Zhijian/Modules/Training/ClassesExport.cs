using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Training;

/// <summary>The classes of one's scope, as a file.</summary>
internal sealed class ClassesExport(TrainingQuery training) : IListExport
{
    public string Name => "training-classes";

    public string Page => "/training";

    public IReadOnlyList<string> Acts => [TrainingActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
        [new("title", "training.title"), new("organisation", "training.organisation"), new("startsOn", "training.starts-on"), new("endsOn", "training.ends-on"), new("units", "training.units"), new("state", "training.state")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await training.List(question.Actor, question.One<TrainingState>("state"), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(c => (IReadOnlyList<object?>)[c.Title, c.OrganisationName, c.StartsOn, c.EndsOn, c.Units, c.State])], page.Next);
    }
}

/// <summary>Those who take part in a class, as a file.</summary>
internal sealed class PeopleExport(TrainingQuery training) : IListExport
{
    public string Name => "training-people";

    public string Page => "/training/people";

    public IReadOnlyList<string> Acts => [TrainingActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
        [new("name", "training.person"), new("organisation", "training.branch"), new("completedOn", "training.completed-on"), new("number", "training.number")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (question.Id("id") is not { } id || await training.Seen(id, question.Actor, cancel) is null)
        {
            return new ExportChunk([], null);
        }
        var page = await training.People(id, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Name, r.Organisation, r.CompletedOn, r.Number])], page.Next);
    }
}
