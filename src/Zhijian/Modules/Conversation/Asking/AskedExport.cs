using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Conversation.Asking;

/// <summary>Questions put to the own organisation, as a file.</summary>
internal sealed class AskedExport(AskedQuery asked) : IListExport
{
    public string Name => "article-questions";

    public string Page => "/conversation/asked";

    public IReadOnlyList<string> Acts => [ConversationActs.Answer];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("article", "conversation.article"), new("organisation", "conversation.organisation"), new("question", "conversation.question"), new("state", "conversation.state"), new("askedAt", "conversation.asked-at"), new("answeredAt", "conversation.answered-at"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await asked.Page(AskedQuery.For(question.Actor), question.One<QuestionState>("state") ?? QuestionState.Open, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(q => (IReadOnlyList<object?>)[q.ArticleTitle, q.OrganisationName, q.Text, q.State, q.At, q.AnsweredAt])], page.Next);
    }
}
