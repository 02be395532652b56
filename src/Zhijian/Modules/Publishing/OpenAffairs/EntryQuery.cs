using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>The timetable, as far as whoever asks may see it: what is open, for its readers; what is due, for those who write and those above them.</summary>
internal sealed class EntryQuery(Fence fence)
{
    public const int PageSize = 30;

    private const string Columns =
        "e.id, e.organisation_name as OrganisationName, e.path, e.item, e.occasion, e.about, e.\"on\" as \"On\", e.until, e.record_number as RecordNumber, e.record_id as RecordId, e.audience, e.due_on as DueOn, e.state, e.article_id as ArticleId, e.opened_on as OpenedOn, e.shown_until as ShownUntil";

    /// <summary>One state, soonest due first, or last opened first. What is due is shown only inside the scope of a post that may see it; the paths are its.</summary>
    public async Task<Listing<EntryRow>> Page(OpenEntryState state, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var day, var id] && DateOnly.TryParseExact(day, "yyyy-MM-dd", out var on) && Guid.TryParse(id, out var lastId) ? (on, lastId) : ((DateOnly, Guid)?)null;
        var own = actor.Posts.Where(p => p.Grants.Any(g => g.Act == PublishingActs.See)).Select(p => p.Path).Distinct().ToArray();
        if (state != OpenEntryState.Open && own.Length == 0)
        {
            return new Listing<EntryRow>([], null);
        }
        var rows = await fence.Rows<EntryRow>(
            state == OpenEntryState.Due
                ? $"""
                  select {Columns}, a.id as DraftId from open_entry e
                  left join lateral (select a.id from article a where a.entry_id = e.id and a.state in ('Draft', 'InReview', 'Scheduled') order by a.id desc limit 1) a on true
                  where e.state = 'Due' and exists (select 1 from unnest(@own) o where starts_with(e.path, o)) {(last is null ? "" : "and (e.due_on, e.id) > (@lastOn, @lastId)")} order by e.due_on, e.id limit {size + 1}
                  """
                : $"select {Columns} from open_entry e where e.state = @state {(last is null ? "" : "and (e.opened_on, e.id) < (@lastOn, @lastId)")} order by e.opened_on desc, e.id desc limit {size + 1}",
            new { own, state = state.ToString(), lastOn = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of((state == OpenEntryState.Due ? r.DueOn : r.OpenedOn ?? r.DueOn).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), r.Id));
    }
}

/// <summary>An entry in a list.</summary>
internal sealed class EntryRow
{
    public Guid Id { get; set; }

    public string OrganisationName { get; set; } = "";

    public string Path { get; set; } = "";

    public OpenItem Item { get; set; }

    public string Occasion { get; set; } = "";

    public string? About { get; set; }

    public DateOnly On { get; set; }

    public DateOnly? Until { get; set; }

    public string? RecordNumber { get; set; }

    public Guid? RecordId { get; set; }

    public OpenScope Audience { get; set; }

    public DateOnly DueOn { get; set; }

    public OpenEntryState State { get; set; }

    public Guid? ArticleId { get; set; }

    public DateOnly? OpenedOn { get; set; }

    public DateOnly? ShownUntil { get; set; }

    /// <summary>The article that is being written for it.</summary>
    public Guid? DraftId { get; set; }
}
