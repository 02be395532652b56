using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>The timetable as a file.</summary>
internal sealed class OpenAffairsExport(EntryQuery entries, Words words) : IListExport
{
    public string Name => "open-affairs";

    public string Page => "/news/open-affairs";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("item", "publishing.item"), new("about", "publishing.about"), new("organisation", "publishing.organisation"), new("audience", "publishing.audience"), new("dueOn", "publishing.due-on"), new("state", "publishing.state"),
        new("openedOn", "publishing.opened-on"), new("shownUntil", "publishing.shown-until"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await entries.Page(question.One<OpenEntryState>("state") ?? OpenEntryState.Open, question.Actor, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(e => (IReadOnlyList<object?>)[e.Item, words.AboutOf(e), e.OrganisationName, e.Audience, e.DueOn, e.State, e.OpenedOn, e.ShownUntil])], page.Next);
    }
}
