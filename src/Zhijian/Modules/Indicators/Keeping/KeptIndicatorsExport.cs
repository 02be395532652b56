using Zhijian.Modules.Figures;
using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Indicators.Keeping;

/// <summary>The workshop's indicators of one's scope, as a file.</summary>
internal sealed class KeptIndicatorsExport(KeptIndicatorQuery kept) : IListExport
{
    public string Name => "kept-indicators";

    public string Page => "/indicators/kept";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("name-zh", "indicators.name-zh"), new("name-en", "indicators.name-en"), new("organisation", "figures.organisation"),
        new("author", "indicators.author"), new("edition", "indicators.edition"), new("state", "indicators.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await kept.List(question.One<IndicatorState>("state"), after, size, cancel);
        var rows = page.Items.Select(i => (IReadOnlyList<object?>)[i.NameZh, i.NameEn, i.OrganisationName, i.Author, i.Edition, i.State]);
        return new ExportChunk([.. rows], page.Next);
    }
}
