using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>A second person approves, and everybody whom the incident affects is told, each in their language.</summary>
internal sealed class ApproveIncidentAction(ZhijianDb db, Journal journal, Postbox postbox, InstitutionTime time)
{
    public async Task<Decision<IncidentTold>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<Incident>().FirstOrDefaultAsync(i => i.Id == id, cancel) is not { } incident || !actor.May(PrivacyActs.Incidents, incident.Path))
        {
            return PlatformRefusals.Missing;
        }
        var people = await db.Set<IncidentPerson>().AsNoTracking().Where(p => p.IncidentId == id).Select(p => new { p.MemberId, p.Path }).ToListAsync(cancel);
        var decision = incident.Approve(actor, seen, people.Count, time.Now);
        if (decision.Fact is not null)
        {
            postbox.Deliver(people.Select(p => Message.To(p.MemberId, p.Path, time.Now, $"/me/incidents/{id}", "message.incident", incident.Since)));
        }
        return await journal.Record(decision, actor, cancel);
    }
}
