using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>Begins a form and changes its questions. What another form asks the same organisations already is refused here, before anybody is asked.</summary>
internal sealed class DesignFormAction(ZhijianDb db, Journal journal, FormQuery forms, InstitutionTime time)
{
    public async Task<Decision<FormDrafted>> Begin(FormDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(CollectingActs.Design, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = CollectionForm.Draft(draft, space.OrganisationId, space.OrganisationName, space.Path, actor, time.Now, time.Today, out var form);
        if (form is not null)
        {
            db.Add(form);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<FormChanged>> Ask(Guid id, string? element, bool required, int seen, Actor actor, CancellationToken cancel) =>
        Change(id, actor, async form => form.Ask(element, required, seen, await forms.Asking(time.Today, cancel)), cancel);

    public Task<Decision<FormChanged>> AskNew(Guid id, NewQuestion question, int seen, Actor actor, CancellationToken cancel) =>
        Change(id, actor, async form => form.AskNew(question, seen, await forms.Asking(time.Today, cancel)), cancel);

    public Task<Decision<FormChanged>> Leave(Guid id, int number, int seen, Actor actor, CancellationToken cancel) =>
        Change(id, actor, form => Task.FromResult(form.Leave(number, seen)), cancel);

    private async Task<Decision<FormChanged>> Change(Guid id, Actor actor, Func<CollectionForm, Task<Decision<FormChanged>>> change, CancellationToken cancel)
    {
        if (await db.Set<CollectionForm>().FirstOrDefaultAsync(f => f.Id == id, cancel) is not { } form || !actor.May(CollectingActs.See, form.Path))
        {
            return PlatformRefusals.Missing;
        }
        return FormQuery.MayDesign(form, actor) ? await journal.Record(await change(form), actor, cancel) : PlatformRefusals.NotYours;
    }
}
