using Zhijian.Modules.Activities;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Experiences.Gathering;

/// <summary>What was handed in about an activity, as a file.</summary>
internal sealed class ExperiencesExport(ExperienceQuery experiences, GatheredQuery gathered) : IListExport
{
    public string Name => "experience-reports";

    public string Page => "/experiences";

    public IReadOnlyList<string> Acts => [ActivityActs.Record];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "experiences.report-title"), new("writer", "experiences.writer"), new("consent", "experiences.consent"), new("handedInAt", "experiences.handed-in"), new("text", "experiences.text"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (question.Id("activity") is not { } activity || await experiences.Open(activity, question.Actor, cancel) is not { MayGather: true })
        {
            return new ExportChunk([], null);
        }
        var page = await gathered.Whole(activity, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Title, r.MemberName, r.Consent, r.HandedInAt, r.Text])], page.Next);
    }
}
