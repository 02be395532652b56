using Zhijian.Modules.Publishing.OpenAffairs;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Reading;

/// <summary>Puts on a home page the notices that a person has still to confirm, and what the open space's own organisation has still to open.</summary>
internal sealed class PublishingTasks(InstitutionTime time, Rulebook rulebook, Words words) : ITaskSource
{
    private const int Most = 3;

    /// <summary>Those whom the organisation asks, its own people and those below it; others who may read it are asked for nothing.</summary>
    private static readonly string Confirm =
        $"""
        select e.article_id as Id, e.title, e.organisation_name as OrganisationName, length(e.text) as Characters, e.language from article_edition e
        where e.state = 'Current' and e.needs_receipt and starts_with(@path, e.path) and not exists (select 1 from article_receipt r where r.article_id = e.article_id and r.member_id = @member and r.number >= e.receipts_from) order by e.shown_from, e.article_id limit {Most};
        """;

    private static readonly string Due = $"""select e.id, e.item, e.occasion, e.about, e."on" as "On", e.until, e.record_number as RecordNumber, e.due_on as DueOn from open_entry e where e.organisation_id = @organisation and e.state = 'Due' and not exists (select 1 from article a where a.entry_id = e.id and a.state in ('Draft', 'InReview', 'Scheduled')) order by e.due_on, e.id limit {Most};""";

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => (actor.MemberId != Guid.Empty && actor.Space is null, actor.Space is { } space && space.Covers(PublishingActs.Write, space.Path)) switch
    {
        (true, _) => new(Confirm, async sets => [.. (await sets.ReadAsync<ToConfirm>()).Select(c => new HomeTask(new HomeText("publishing.task-confirm", c.Title), rulebook.On(time.Today).Costs.MinutesOfNotice(c.Characters, c.Language == TextFiles.Chinese), null, $"/news/{c.Id}", new HomeText("publishing.task-read"), "is-wait", "checklist") { Detail = new HomeText("publishing.task-from", c.OrganisationName) })]),
        (_, true) => new(Due, async sets => [.. (await sets.ReadAsync<EntryRow>()).Select(ToOpen)]),
        _ => null,
    };

    private HomeTask ToOpen(EntryRow entry) => new(
        new HomeText("publishing.task-open", entry.Item, words.AboutOf(entry)), 10, time.LastMinuteOf(entry.DueOn), $"/news/new?entry={entry.Id}", new HomeText("publishing.write"), entry.DueOn < time.Today ? "is-late" : "", "list-check");

    private sealed class ToConfirm
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string OrganisationName { get; set; } = "";

        public int Characters { get; set; }

        public string Language { get; set; } = "";
    }
}

/// <summary>Puts the newest that a person may read on their home page.</summary>
internal sealed class NewsOnHome : INewsSource
{
    public HomeQuestion<HomeNews>? News(Actor actor, DateTimeOffset now, int most) => new(
        $"select e.article_id as Id, e.title, e.language, e.organisation_name as OrganisationName, e.shown_from as At from article_edition e where e.state = 'Current' order by e.shown_from desc, e.article_id desc limit {most};",
        async sets => [.. (await sets.ReadAsync<Newest>()).Select(n => new HomeNews(n.Title, n.Language, n.OrganisationName, n.At, $"/news/{n.Id}"))]);

    private sealed class Newest
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string Language { get; set; } = "";

        public string OrganisationName { get; set; } = "";

        public DateTimeOffset At { get; set; }
    }
}
