using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>Finds what organisations are asked, with the form and everything that is filled in already.</summary>
internal sealed class EntryQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>An entry of one's scope with its form; null where there is none.</summary>
    public async Task<(CollectionEntry Entry, CollectionForm Form)?> Of(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<CollectionEntry>().FirstOrDefaultAsync(e => e.Id == id, cancel) is not { } entry || !actor.May(CollectingActs.See, entry.Path))
        {
            return null;
        }
        fence.Admit(entry.FormId);
        return await db.Set<CollectionForm>().FirstOrDefaultAsync(f => f.Id == entry.FormId, cancel) is { } form ? (entry, form) : null;
    }

    /// <summary>What the institution keeps of the organisation, and what it answered before, by element.</summary>
    public async Task<IReadOnlyDictionary<string, KnownAnswer>> Known(CollectionEntry entry, CollectionForm form, CancellationToken cancel) => (await Known([entry.OrganisationId], form, cancel))[entry.OrganisationId];

    /// <summary>The same of many organisations.</summary>
    public async Task<IReadOnlyDictionary<Guid, Dictionary<string, KnownAnswer>>> Known(IReadOnlyCollection<Guid> organisations, CollectionForm form, CancellationToken cancel)
    {
        var asked = organisations.Distinct().ToArray();
        var all = asked.ToDictionary(o => o, _ => new Dictionary<string, KnownAnswer>());
        foreach (var before in await fence.Rows<KnownRow>(
            "select organisation_id as OrganisationId, element, value, known_on as KnownOn, title from known_value where organisation_id = any(@asked) and element = any(@elements)", new { asked, elements = form.Elements.ToArray() }, cancel))
        {
            all[before.OrganisationId][before.Element] = new KnownAnswer(before.Value, DataStandard.Find(before.Element)?.Source ?? "organisation", before.KnownOn, before.Title);
        }
        foreach (var kept in await fence.Rows<Kept>(
            """
            select o.id, o.name, o.number, o.kind, p.name as Parent, o.founded_on as FoundedOn, o.population, o.term_start as TermStart, o.term_end_planned as TermEnd, v.valid_from as Since
            from organisation o left join organisation p on p.id = o.parent_id left join organisation_version v on v.organisation_id = o.id and v.valid_until is null where o.id = any(@asked)
            """, new { asked }, cancel))
        {
            var known = all[kept.Id];
            void Add(string id, string? value, DateOnly on)
            {
                if (value is not null)
                {
                    known[id] = new KnownAnswer(value, DataStandard.Find(id)!.Source, on, null);
                }
            }
            var since = kept.Since ?? kept.FoundedOn;
            Add("organisation.name", kept.Name, since);
            Add("organisation.number", kept.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), kept.FoundedOn);
            Add("organisation.kind", kept.Kind, since);
            Add("organisation.parent", kept.Parent, since);
            Add("organisation.founded-on", TypedText.InForm(kept.FoundedOn), kept.FoundedOn);
            Add("organisation.population", kept.Population, since);
            Add("organisation.term-start", TypedText.InForm(kept.TermStart), kept.TermStart ?? since);
            Add("organisation.term-end", TypedText.InForm(kept.TermEnd), kept.TermStart ?? since);
        }
        return all;
    }

    public async Task<string> NameOf(Guid organisation, CancellationToken cancel) => await fence.Row<string>("select name from organisation where id = @organisation", new { organisation }, cancel) ?? "";

    /// <summary>What the organisations of one's own posts are asked: what waits for them first, then the rest by its day.</summary>
    public async Task<Listing<EntryRow>> Own(Actor actor, string? after, CancellationToken cancel)
    {
        var organisations = actor.Posts.Where(p => p.Grants.Any(g => g.Act == CollectingActs.Fill)).Select(p => p.OrganisationId).Distinct().ToArray();
        var cursor = Cursor.Read(after, 2);
        var (due, id) = cursor is [var day, var last] && TypedText.Day(day) is { } on && Guid.TryParse(last, out var lastId) ? (on, lastId) : ((DateOnly?)null, (Guid?)null);
        var rows = await fence.Rows<EntryRow>(
            $"""
            select e.id, e.title, o.name as Organisation, e.asked_by_name as AskedBy, e.due_on as DueOn, e.state, e.first_handed_in_on as HandedInOn, e.minutes, e.fields
            from collection_entry e join organisation o on o.id = e.organisation_id
            where e.organisation_id = any(@organisations) and (@due::date is null or (e.due_on, e.id) < (@due, @id)) order by e.due_on desc, e.id desc limit {PageSize + 1}
            """, new { organisations, due, id }, cancel);
        return Listing.Of(rows, PageSize, r => Cursor.Of(TypedText.InForm(r.DueOn)!, r.Id));
    }

    private sealed class KnownRow
    {
        public Guid OrganisationId { get; set; }

        public string Element { get; set; } = "";

        public string Value { get; set; } = "";

        public DateOnly KnownOn { get; set; }

        public string Title { get; set; } = "";
    }

    private sealed class Kept
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public int Number { get; set; }

        public string Kind { get; set; } = "";

        public string? Parent { get; set; }

        public DateOnly FoundedOn { get; set; }

        public string? Population { get; set; }

        public DateOnly? TermStart { get; set; }

        public DateOnly? TermEnd { get; set; }

        public DateOnly? Since { get; set; }
    }
}

/// <summary>One organisation's entry in a list.</summary>
public sealed class EntryRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Path { get; set; } = "";

    public string AskedBy { get; set; } = "";

    public DateOnly DueOn { get; set; }

    public EntryState State { get; set; }

    public DateOnly? HandedInOn { get; set; }

    public int Minutes { get; set; }

    public int Fields { get; set; }

    public bool IsIn => State is EntryState.Waiting or EntryState.Filed;

    public bool IsLate(DateOnly today) => IsIn ? HandedInOn > DueOn : DueOn < today;
}
