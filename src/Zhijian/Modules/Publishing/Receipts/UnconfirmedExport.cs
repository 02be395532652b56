using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>Who has not confirmed a notice, as a file.</summary>
internal sealed class UnconfirmedExport(ReceiptsQuery receipts) : IListExport
{
    public string Name => "news-unconfirmed";

    public string Page => "/news/receipts";

    public IReadOnlyList<string> Acts => [PublishingActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } = [new("name", "publishing.person"), new("organisation", "publishing.organisation")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (question.Id("article") is not { } id || await receipts.Notice(id, question.Actor, cancel) is not { } article)
        {
            return new ExportChunk([], null);
        }
        var page = await receipts.Missing(article, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(p => (IReadOnlyList<object?>)[p.Name, p.OrganisationName])], page.Next);
    }
}
