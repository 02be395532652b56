using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>Reads and writes what lists bring of collection forms, each for many organisations in one statement.</summary>
internal sealed class ListedAnswersQuery(ZhijianDb db, Fence fence)
{
    private const int MostRounds = 200;

    /// <summary>Rounds of forms that run, of which somebody in sight is asked; the latest first.</summary>
    /// <param name="since">No round that ended before.</param>
    public async Task<List<OpenRound>> Rounds(DateOnly since, CancellationToken cancel)
    {
        List<OpenRound> running;
        // Which forms run is no secret of those who are asked; whom a round asks is looked up behind the viewer's own fence.
        using (fence.As(SystemActors.Directory))
        {
            running = await fence.Rows<OpenRound>(
                """
                select r.id, f.title, f.organisation_name as AskedBy, r.due_on as DueOn
                from collection_round r join collection_form f on f.id = r.form_id
                where f.state = 'Published' and r.due_on >= @since order by r.due_on desc, r.id desc limit @MostRounds
                """, new { since, MostRounds }, cancel);
        }
        var asked = (await fence.Rows<Guid>(
            "select r.id from unnest(@ids) as r(id) where exists (select 1 from collection_entry e where e.round_id = r.id)",
            new { ids = running.Select(r => r.Id).ToArray() }, cancel)).ToHashSet();
        return running.FindAll(r => asked.Contains(r.Id));
    }

    /// <summary>A round of which somebody in sight is asked, with its form; null where there is none.</summary>
    public async Task<AskedRound?> Round(Guid id, CancellationToken cancel)
    {
        if (await fence.Row<Guid?>("select form_id from collection_entry where round_id = @id limit 1", new { id }, cancel) is not { } form)
        {
            return null;
        }
        fence.Admit(form);
        return await db.Set<CollectionForm>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == form, cancel) is { } of ? new AskedRound(id, of) : null;
    }

    /// <summary>What these organisations are asked in a round.</summary>
    public Task<List<CollectionEntry>> Asked(Guid round, Guid[] organisations, CancellationToken cancel) =>
        db.Set<CollectionEntry>().AsNoTracking().Where(e => e.RoundId == round && organisations.Contains(e.OrganisationId)).ToListAsync(cancel);

    /// <summary>Files answers of entries that stand as they were seen; answers with those that were filed.</summary>
    public Task<List<FiledEntry>> File(
        IReadOnlyList<AnswersToFile> answers, DateOnly on, DateTimeOffset at, Guid? by, DateTimeOffset now, CancellationToken cancel) =>
        fence.Rows<FiledEntry>(
        """
        update collection_entry e set state = 'Filed', answers = n.answers::jsonb, first_handed_in_on = coalesce(e.first_handed_in_on, @on),
          handed_in_at = @at, handed_in_by = @by, filed_at = @now, version = e.version + 1
        from unnest(@ids, @versions, @answers) as n(id, version, answers) where e.id = n.id and e.version = n.version and e.state = 'Open'
        returning e.id, e.organisation_id as OrganisationId, e.path, e.form_id as FormId, e.title,
          e.first_handed_in_on <= e.due_on as InTime, e.version
        """,
        new
        {
            on, at, by, now, ids = answers.Select(a => a.Asked.Id).ToArray(), versions = answers.Select(a => a.Asked.Version).ToArray(),
            answers = answers.Select(a => KeptJson.Write(a.Answers)).ToArray(),
        }, cancel);

    /// <summary>Puts entries back to what they were before a list; answers with those that were put back.</summary>
    public Task<List<FiledEntry>> TakeOut(IReadOnlyList<(Guid Entry, AnswersBefore Before)> entries, CancellationToken cancel) =>
        fence.Rows<FiledEntry>(
        """
        update collection_entry e set state = 'Open', answers = n.answers::jsonb, first_handed_in_on = n.first_on::date,
          handed_in_at = n.handed_at, handed_in_by = n.by_id, filed_at = null, version = e.version + 1
        from unnest(@ids, @answers, @first, @at, @by) as n(id, answers, first_on, handed_at, by_id) where e.id = n.id and e.state = 'Filed'
        returning e.id, e.organisation_id as OrganisationId, e.path, e.form_id as FormId, e.title, false as InTime, e.version
        """,
        new
        {
            ids = entries.Select(e => e.Entry).ToArray(), answers = entries.Select(e => KeptJson.Write(e.Before.Answers)).ToArray(),
            first = entries.Select(e => TypedText.InForm(e.Before.FirstHandedInOn)).ToArray(),
            at = entries.Select(e => e.Before.HandedInAt?.UtcDateTime).ToArray(), by = entries.Select(e => e.Before.HandedInBy).ToArray(),
        }, cancel);

    /// <summary>Of these entries those from which another entry of the organisation took a value over that was handed in since.</summary>
    public async Task<IReadOnlySet<Guid>> TakenOver(Guid[] entries, CancellationToken cancel) => (await fence.Rows<Guid>(
        """
        select e.id from collection_entry e where e.id = any(@entries) and exists (
          select 1 from collection_entry later, jsonb_array_elements(later.answers) a, jsonb_array_elements(e.answers) own
          where later.organisation_id = e.organisation_id and later.id <> e.id and later.state <> 'Open' and later.handed_in_at >= e.filed_at
            and (a ->> 'wasKnown')::boolean and not (own ->> 'wasKnown')::boolean and a ->> 'element' = own ->> 'element')
        """, new { entries }, cancel)).ToHashSet();
}

/// <summary>An entry that a list filed, or that was put back.</summary>
internal sealed class FiledEntry
{
    public Guid Id { get; set; }

    public Guid OrganisationId { get; set; }

    public string Path { get; set; } = "";

    public Guid FormId { get; set; }

    public string Title { get; set; } = "";

    public bool InTime { get; set; }

    public int Version { get; set; }
}
