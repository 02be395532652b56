using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>Incidents and their people, for the security officer; and the notice about oneself.</summary>
internal sealed class IncidentQuery(ZhijianDb db, Fence fence)
{
    private const int MostShown = 200;

    public Task<List<Incident>> All(CancellationToken cancel) => db.Set<Incident>().AsNoTracking().OrderByDescending(i => i.Id).Take(MostShown).ToListAsync(cancel);

    public async Task<Incident?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<Incident>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, cancel) is { } found && actor.May(PrivacyActs.Incidents, found.Path) ? found : null;

    /// <summary>The list as it was made.</summary>
    public async Task<AffectedList> People(Guid incident, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>(
            """
            select p.member_id as MemberId, p.path, m.name, o.name as Organisation, a.language, p.seen, p.reachable
            from incident_person p join member m on m.id = p.member_id left join organisation o on o.id = m.organisation_id left join account a on a.member_id = m.id
            where p.incident_id = @incident order by p.path, m.name, m.id
            """, new { incident }, cancel);
        return new AffectedList([.. rows.Select(r => new AffectedPerson(r.MemberId, r.Path, r.Name, r.Organisation ?? "", r.Language ?? Platform.Texts.TextFiles.Chinese, Fields(r.Seen, r.Reachable)))]);
    }

    /// <summary>What concerns this person of an incident that was told; null where there is nothing, or nothing was told yet.</summary>
    public async Task<(Incident Incident, AffectedFields Fields)?> Mine(Guid id, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await db.Set<IncidentPerson>().AsNoTracking().FirstOrDefaultAsync(p => p.IncidentId == id && p.MemberId == actor.MemberId, cancel) is not { } own)
        {
            return null;
        }
        fence.Admit(id);
        return await db.Set<Incident>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id && i.ApprovedAt != null, cancel) is { } incident ? (incident, Fields(own.Seen, own.Reachable)) : null;
    }

    private static AffectedFields Fields(IEnumerable<string> seen, IEnumerable<string> reachable)
    {
        var fields = new AffectedFields();
        fields.Seen.UnionWith(seen);
        fields.Reachable.UnionWith(reachable);
        return fields;
    }

    private sealed class Row
    {
        public Guid MemberId { get; set; }

        public string Path { get; set; } = "";

        public string Name { get; set; } = "";

        public string? Organisation { get; set; }

        public string? Language { get; set; }

        public string[] Seen { get; set; } = [];

        public string[] Reachable { get; set; } = [];
    }
}
