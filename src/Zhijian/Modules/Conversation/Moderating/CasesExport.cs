using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Conversation.Moderating;

/// <summary>Reported comments of one's scope as a file: how each stands, neither its words nor anybody's name.</summary>
internal sealed class CasesExport(CaseQuery cases) : IListExport
{
    public string Name => "misuse-reports";

    public string Page => "/conversation/reports";

    public IReadOnlyList<string> Acts => [ConversationActs.Moderate];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("article", "conversation.article"), new("organisation", "conversation.organisation"), new("reason", "conversation.reason"), new("state", "conversation.state"), new("openedAt", "conversation.opened"), new("decidedAt", "conversation.decided"), new("appealedAt", "conversation.appealed"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await cases.Page(question.One<MisuseState>("state") ?? MisuseState.Open, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(c => (IReadOnlyList<object?>)[c.ArticleTitle, c.OrganisationName, c.Reason, c.State, c.OpenedAt, c.DecidedAt, c.AppealedAt])], page.Next);
    }
}
