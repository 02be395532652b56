using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Following;

/// <summary>Tells the tree of organisations how many people belong where, and who they are.</summary>
internal sealed class MembersOfOrganisations(Fence fence) : IMembersOfOrganisations
{
    private const string Leaders = "'Secretary', 'DeputySecretary'";
    private const string Commissioners = "'OrganizationCommissioner', 'PublicityCommissioner', 'DisciplineCommissioner', 'YouthCommissioner', 'UnitedFrontCommissioner', 'ConfidentialityCommissioner', 'CommitteeMember', 'StandingCommitteeMember'";
    private const string Member = "m.left_on is null and m.category in ('FullMember', 'ProbationaryMember')";

    public async Task<IReadOnlyDictionary<Guid, OrganisationSize>> Sizes(IReadOnlyCollection<Guid> organisations, CancellationToken cancel)
    {
        var rows = await fence.Rows<SizeRow>(
            $"""
            select o.id, s.full_members as FullMembers, s.all_members as AllMembers,
              -- A secretary with a deputy is no committee yet.
              (select case when bool_or(h.post in ({Commissioners})) then count(distinct h.member_id)::int else 0 end
                from post_holding h where h.organisation_id = o.id and h.until is null and h.post in ({Leaders}, {Commissioners})) as CommitteeMembers
            from organisation o cross join lateral (
              select count(*) filter (where category = 'FullMember')::int as full_members, count(*)::int as all_members
              from (
                select m.category from member m where {Member} and o.kind <> 'PartyGroup' and m.path >= o.path and m.path < o.path || '~'
                union all
                select m.category from member m where {Member} and o.kind = 'PartyGroup' and m.group_id = o.id and starts_with(o.path, m.path)) counted) s
            where o.id = any(@ids)
            """,
            new { ids = organisations.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => new OrganisationSize(r.FullMembers, r.AllMembers, 1, r.CommitteeMembers));
    }

    public async Task<IReadOnlyDictionary<Guid, int>> SizesOn(DateOnly day, IReadOnlyCollection<Guid> organisations, CancellationToken cancel)
    {
        var rows = await fence.Rows<SizeRow>(
            """
            select a.organisation_id as Id, count(s.id)::int as AllMembers
            from organisation_version a
            join organisation_version b on b.path_then >= a.path_then and b.path_then < a.path_then || '~' and b.valid_from <= @day and (b.valid_until is null or b.valid_until > @day)
            left join membership s on s.organisation_id = b.organisation_id and s."from" <= @day and (s.until is null or s.until > @day)
            where a.organisation_id = any(@ids) and a.valid_from <= @day and (a.valid_until is null or a.valid_until > @day)
            group by a.organisation_id
            """,
            new { day, ids = organisations.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => r.AllMembers);
    }

    public async Task<IReadOnlyList<PersonOfOrganisation>> Of(Guid organisation, CancellationToken cancel) =>
        Seen(await fence.Rows<PersonRow>(
            "select id, name, institution_number as InstitutionNumber, category from member where left_on is null and (organisation_id = @organisation or group_id = @organisation) order by name, id",
            new { organisation }, cancel));

    public async Task<FoundPeople> Find(string path, IReadOnlyList<string> entries, CancellationToken cancel)
    {
        var rows = await fence.Rows<PersonRow>(
            "select id, name, institution_number as InstitutionNumber, category from member where left_on is null and path >= @path and path < @path || '~' and (name = any(@entries) or institution_number = any(@entries))",
            new { path, entries = entries.ToArray() }, cancel);
        var fits = entries.Distinct().Select(e => (Entry: e, Rows: rows.Where(r => r.Name == e || r.InstitutionNumber == e).ToList())).ToList();
        return new FoundPeople([.. Seen(fits.Where(f => f.Rows.Count == 1).Select(f => f.Rows[0])).DistinctBy(p => p.Id)], [.. fits.Where(f => f.Rows.Count != 1).Select(f => f.Entry)]);
    }

    public async Task<OrganisationSize> SizeOf(IReadOnlyCollection<Guid> people, CancellationToken cancel)
    {
        if (people.Count == 0)
        {
            return new OrganisationSize(0, 0);
        }
        var row = await fence.Row<SizeRow>(
            $"select count(*) filter (where m.category = 'FullMember')::int as FullMembers, count(*)::int as AllMembers from member m where {Member} and m.id = any(@ids)", new { ids = people.ToArray() }, cancel);
        return new OrganisationSize(row!.FullMembers, row.AllMembers);
    }

    private static List<PersonOfOrganisation> Seen(IEnumerable<PersonRow> rows) => [.. rows.Select(r => new PersonOfOrganisation(r.Id, r.Name, r.InstitutionNumber, r.Category))];

    private sealed class SizeRow
    {
        public Guid Id { get; set; }

        public int FullMembers { get; set; }

        public int AllMembers { get; set; }

        public int CommitteeMembers { get; set; }
    }

    private sealed class PersonRow
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string? InstitutionNumber { get; set; }

        public MemberCategory Category { get; set; }
    }
}
