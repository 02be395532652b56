using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations.Changes;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations;

/// <summary>
/// Founds and renames organisations from a list, by the same rules as by hand, and takes back what a list did. The one door for the module that imports lists: it calls only after the
/// last layer of the review, with the tree held alone, behind the fence of the organisation for which the list was brought.
/// </summary>
internal sealed class EnterOrganisationsAction(
    ZhijianDb db, Fence fence, ChangeAction change, Rulebook rulebook, IMembersOfOrganisations members, IEnumerable<IFollowsOrganisationChanges> followers, ActorCache actors, InstitutionTime time)
{
    /// <summary>Tables whose rows only speak of what happened.</summary>
    private static readonly string[] Told = ["journal", "message"];

    /// <summary>The organisations at and below a path with their histories, to try changes on; nothing of it is saved.</summary>
    public async Task<ChangingTree> Rehearsal(string path, CancellationToken cancel)
    {
        var below = path + "~";
        var organisations = await db.Organisations.AsNoTracking().Where(o => string.Compare(o.Path, path) >= 0 && string.Compare(o.Path, below) < 0).ToListAsync(cancel);
        var versions = await db.OrganisationVersions.AsNoTracking().Where(v => string.Compare(v.Path, path) >= 0 && string.Compare(v.Path, below) < 0).ToListAsync(cancel);
        return new ChangingTree(organisations, versions, rulebook.On(time.Today).Organisations);
    }

    public ChangeNote NoteOf(DateOnly on, string reason, string? warningReason, Actor actor) => new(on, reason, warningReason, time.Today, time.Now, actor.MemberId, actor.Name);

    /// <summary>People below a path by their number or name.</summary>
    public Task<FoundPeople> People(string path, IReadOnlyList<string> entries, CancellationToken cancel) => members.Find(path, entries, cancel);

    public Task<OrganisationSize> SizeOf(IReadOnlyCollection<Guid> people, CancellationToken cancel) => members.SizeOf(people, cancel);

    /// <summary>Founds one, with the people it begins with and all that follows.</summary>
    public async Task<(Organisation? Made, Refusal? Refusal)> Found(OrganisationToFound plan, Actor actor, CancellationToken cancel)
    {
        var decision = await change.Run(
            new PlannedChange
            {
                What = OrganisationChangeKind.Found, OrganisationId = plan.ParentId, On = plan.On, Reason = plan.Reason, WarningReason = plan.WarningReason, Name = plan.Name, Kind = plan.Kind, Population = plan.Population,
                MemberIds = plan.MemberIds,
            }, actor, cancel);
        return decision.Fact is { } fact ? (await db.Organisations.SingleAsync(o => o.Id == fact.SubjectId, cancel), null) : (null, decision.Refusal);
    }

    /// <summary>Renames one; answers how it was before, to be put back.</summary>
    public async Task<(NameBefore? Before, Refusal? Refusal)> Rename(Guid id, string name, DateOnly on, string reason, Actor actor, CancellationToken cancel)
    {
        var before = await db.OrganisationVersions.AsNoTracking().SingleAsync(v => v.OrganisationId == id && v.ValidUntil == null, cancel);
        var decision = await change.Run(new PlannedChange { What = OrganisationChangeKind.Rename, OrganisationId = id, On = on, Reason = reason, Name = name }, actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            return (null, refusal);
        }
        var now = await db.OrganisationVersions.SingleAsync(v => v.OrganisationId == id && v.ValidUntil == null, cancel);
        return (new NameBefore(before.Name, before.Reason, now.Id == before.Id ? null : now.Id), null);
    }

    /// <summary>By which version an organisation is known now.</summary>
    public Task<Dictionary<Guid, Organisation>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => db.Organisations.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);

    /// <summary>
    /// What was built at organisations since they were founded: rows at or below their places in any fenced table, but for those that came with them and go with them. Found in the
    /// catalogue, so that no later module can be forgotten.
    /// </summary>
    /// <param name="founded">All that one batch founded: none of them was built on another.</param>
    public async Task<Dictionary<Guid, List<(string What, int Rows)>>> BuiltOn(IReadOnlyList<Organisation> founded, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        Dictionary<Guid, List<(string, int)>> found = [];
        void Add(string what, IEnumerable<(Guid Id, int Rows)> rows)
        {
            foreach (var (id, count) in rows)
            {
                (found.TryGetValue(id, out var list) ? list : found[id] = []).Add((what, count));
            }
        }
        var values = new { ids = founded.Select(f => f.Id).ToArray(), paths = founded.Select(f => f.Path).ToArray() };
        Add("organisation", await fence.Rows<(Guid, int)>(
            "select f.id, count(*)::int from unnest(@ids, @paths) as f(id, path) join organisation o on o.path > f.path and o.path < f.path || '~' where not o.id = any(@ids) group by f.id", values, cancel));
        Add("changed", await fence.Rows<(Guid, int)>(
            "select o.id, 1 from organisation o where o.id = any(@ids) and (o.version > 1 or (select count(*) from organisation_version v where v.organisation_id = o.id) > 1)", values, cancel));
        var own = followers.SelectMany(f => f.ComesWithOrganisation).Concat(Told).Concat(["organisation", "organisation_version"]).ToHashSet();
        foreach (var table in (await PathRewrite.Tables(fence, cancel)).Where(t => !own.Contains(t)))
        {
            Add(table, await fence.Rows<(Guid, int)>(
                $"select f.id, count(*)::int from unnest(@ids, @paths) as f(id, path) join {table} t on t.path >= f.path collate \"C\" and t.path < (f.path || '~') collate \"C\" group by f.id", values, cancel));
        }
        return found;
    }

    /// <summary>Takes out again what a batch founded, with what came with it. The caller has made sure that nothing was built on it.</summary>
    public async Task TakeOut(Organisation it, Actor actor, CancellationToken cancel)
    {
        var place = OrganisationPlace.Of(it);
        foreach (var follower in followers)
        {
            await follower.TakeOut(place, cancel);
        }
        await fence.Run("delete from organisation_version where organisation_id = @Id; delete from organisation where id = @Id", new { it.Id }, cancel);
        foreach (var follower in followers)
        {
            await follower.TakenOut(place, cancel);
        }
        // Its number is not given again: what the trace says of its place stays its own.
        await fence.Row<long?>("select max(nextval('organisation_number')) from generate_series(1, greatest(0, @Number - (select last_value from organisation_number)))", new { it.Number }, cancel);
        db.Add(Journal.Entry(new OrganisationTakenOut(it.Id, it.Path, it.Name, it.ParentId), actor, time.Now));
        Forget();
    }

    /// <summary>Puts a name back as it was before a batch that is undone.</summary>
    public async Task PutBack(Guid id, NameBefore before, Actor actor, CancellationToken cancel)
    {
        var it = await db.Organisations.SingleAsync(o => o.Id == id, cancel);
        var open = await db.OrganisationVersions.SingleAsync(v => v.OrganisationId == id && v.ValidUntil == null, cancel);
        var entry = Journal.Entry(new OrganisationRenamed(it.Id, it.Path, open.ValidFrom, before.Reason, null, it.Name, before.Name), actor, time.Now);
        if (before.Opened == open.Id)
        {
            // One open version at a time: the later goes before the earlier opens again.
            await fence.Run(
                "delete from organisation_version where id = @Opened; update organisation_version set valid_until = null where organisation_id = @id and valid_until = @from", new { before.Opened, id, from = open.ValidFrom }, cancel);
            db.Entry(open).State = EntityState.Detached;
        }
        else
        {
            (open.Name, open.Reason) = (before.Name, before.Reason);
        }
        it.Name = before.Name;
        db.Add(entry);
        Forget();
    }

    private void Forget() => fence.AfterCommit(() =>
    {
        actors.Forget();
        return Task.CompletedTask;
    });
}

/// <summary>An organisation to found.</summary>
internal sealed record OrganisationToFound(Guid ParentId, string Name, OrganisationKind Kind, Population? Population, DateOnly On, string Reason, string? WarningReason, IReadOnlyList<Guid> MemberIds);

/// <summary>How an organisation was called before.</summary>
/// <param name="Opened">The version that the new name opened; null where it went into one of the same day.</param>
internal sealed record NameBefore(string Name, string Reason, Guid? Opened);
