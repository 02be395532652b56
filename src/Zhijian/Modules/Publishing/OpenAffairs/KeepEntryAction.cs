using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>Puts into the timetable what follows from something that happened, and takes it out again where that is taken back. What comes twice stands once.</summary>
internal sealed class KeepEntryAction(ZhijianDb db, Fence fence, OrganisationTreeQuery tree, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>Notes it for the organisation, where a rule asks for it; saved with the fact from which it follows.</summary>
    public async Task Note(OpenItem item, Guid organisationId, OpenOccurrence what, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Publishing);
        var rules = rulebook.On(time.Today);
        var rule = rules.OpenAffairs.Items[item];
        if (!(await tree.NamesOf([organisationId], cancel)).TryGetValue(organisationId, out var organisation) || !rule.OwedBy.Contains(organisation.Kind))
        {
            return;
        }
        if (await db.Set<OpenEntry>().AnyAsync(e => e.OrganisationId == organisationId && e.Item == item && e.Occasion == what.Occasion, cancel))
        {
            return;
        }
        db.Add(OpenEntry.Of(rule, new Publisher(organisation.Id, organisation.Name, organisation.Path), what, time.Today, rules.Calendar));
    }

    /// <summary>What it followed from did not happen after all; what an article opened already stays.</summary>
    public Task TakeOut(OpenItem item, string occasion, CancellationToken cancel) => TakeOut(item, [occasion], cancel);

    /// <summary>The same for many at once.</summary>
    public async Task TakeOut(OpenItem item, string[] occasions, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Publishing);
        await fence.Run("delete from open_entry where item = @item and occasion = any(@occasions) and article_id is null and not exists (select 1 from article a where a.entry_id = open_entry.id)", new { item = item.ToString(), occasions }, cancel);
    }

    public OpenItemRule Rule(OpenItem item) => rulebook.On(time.Today).OpenAffairs.Items[item];
}
