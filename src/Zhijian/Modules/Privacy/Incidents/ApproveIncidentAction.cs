using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>A second person approves, and everybody whom the incident affects is told, each in their language.</summary>
[AsksMany(Confirms = false)]
internal sealed class ApproveIncidentAction(ZhijianDb db, Journal journal, Postbox postbox, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>What it asks of those who are told. The law wants every one of them told, so it is only shown.</summary>
    public Task<MessageCost> Cost(Guid id, CancellationToken cancel) => costs.Of(
        new Audience("select p.member_id, m.organisation_id from incident_person p join member m on m.id = p.member_id where p.incident_id = @id", new { id }),
        rulebook.On(time.Today).Costs.MinutesOf(AskedTask.IncidentNotice), cancel);

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
