using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>Finds forms for those who design them, and for those below whom they ask.</summary>
internal sealed class FormQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>A form that this person may see: one of their own scope, or one that asks an organisation of it.</summary>
    public async Task<CollectionForm?> Of(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await fence.Row<bool>("select exists(select 1 from collection_entry where form_id = @id)", new { id }, cancel))
        {
            fence.Admit(id);
        }
        return await db.Set<CollectionForm>().FirstOrDefaultAsync(f => f.Id == id, cancel) is { } form && (form.State != FormState.Draft || MayDesign(form, actor)) ? form : null;
    }

    public static bool MayDesign(CollectionForm form, Actor actor) => actor.May(CollectingActs.Design, form.Path);

    /// <summary>The forms of the own scope, newest first.</summary>
    public async Task<Listing<FormRow>> List(string? after, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<FormRow>(
            $"""
            select f.id, f.title, f.organisation_name as AskedBy, f.frequency, f.state, f.first_due as FirstDue, r.id as RoundId, r.due_on as DueOn
            from collection_form f left join lateral (select id, due_on from collection_round where form_id = f.id order by number desc limit 1) r on true
            where @from::uuid is null or f.id < @from order by f.id desc limit {PageSize + 1}
            """, new { from }, cancel);
        return Listing.Of(rows, PageSize, r => Cursor.Of(r.Id));
    }

    /// <summary>The rounds of a form, newest first.</summary>
    public Task<List<CollectionRound>> Rounds(Guid form, CancellationToken cancel) =>
        db.Set<CollectionRound>().AsNoTracking().Where(r => r.FormId == form).OrderByDescending(r => r.Number).Take(PageSize).ToListAsync(cancel);

    /// <summary>
    /// Forms that organisations answer or soon will, anywhere: what one of them asks, no other asks the same organisations. Their questions are no secret of those who are asked.
    /// One that was asked once and has ended is no longer in the way: what came in is filled in.
    /// </summary>
    public async Task<List<CollectionForm>> Asking(DateOnly today, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await db.Set<CollectionForm>().AsNoTracking().Where(f => f.State == FormState.AwaitingApproval || (f.State == FormState.Published && (f.Frequency != FormFrequency.Once || f.FirstDue >= today))).OrderBy(f => f.Id).ToListAsync(cancel);
    }

    /// <summary>How many organisations a form asks today.</summary>
    public Task<int> Respondents(CollectionForm form, CancellationToken cancel) => fence.Row<int>(
        $"select count(*)::int {OpenRoundAction.Respondents}", new { path = form.Path, kinds = form.Kinds.ToArray() }, cancel);

    /// <summary>The organisations it asks, with those who lead them and are reminded of it.</summary>
    public static Audience Audience(CollectionForm form, DateOnly today) => new(
        $"""
        select l.member_id, o.organisation_id from (select o.id as organisation_id {OpenRoundAction.Respondents}) o left join ({LeadersQuery.Today}) l on l.organisation_id = o.organisation_id
        """,
        new { path = form.Path, kinds = form.Kinds.ToArray(), today }, AsksOrganisations: true);

    /// <summary>How many minutes a month the committee allows today; null where it set nothing.</summary>
    public async Task<int?> Budget(string path, DateOnly today, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Row<int?>(
            "select minutes from collection_budget where starts_with(@path, path) and from_month <= @today order by length(path) desc, from_month desc limit 1", new { path, today }, cancel);
    }
}

/// <summary>A form in the list.</summary>
internal sealed class FormRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string AskedBy { get; set; } = "";

    public FormFrequency Frequency { get; set; }

    public FormState State { get; set; }

    public DateOnly FirstDue { get; set; }

    /// <summary>The newest round; null where none was opened.</summary>
    public Guid? RoundId { get; set; }

    public DateOnly? DueOn { get; set; }
}
