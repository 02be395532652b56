using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Who should attend, by the rule pack, from the members of the organisations that take part. Names only.</summary>
internal sealed class ExpectedQuery(Fence fence, Rulebook rulebook)
{
    /// <summary>More than these are not one meeting.</summary>
    private const int Most = 3000;

    private static readonly string[] NotOnCommittee = [nameof(PostKind.GroupLeader), nameof(PostKind.Organizer), nameof(PostKind.OrganizationDepartment), nameof(PostKind.CommitteeOffice), .. Administrators.Posts];

    /// <summary>The expected of the host and of every partner, each person once; null where they are too many for one activity.</summary>
    public async Task<IReadOnlyList<ExpectedPerson>?> For(ActivityKind kind, DateOnly day, IReadOnlyList<Organisation> organisations, Guid? groupId, IReadOnlyCollection<Guid> invited, CancellationToken cancel)
    {
        var rule = rulebook.On(day).Activities[kind];
        Dictionary<Guid, ExpectedPerson> expected = [];
        foreach (var organisation in organisations)
        {
            foreach (var person in Of(rule, organisation, await People(organisation, day, cancel), groupId, invited))
            {
                expected.TryAdd(person.MemberId, person);
            }
            if (expected.Count > Most)
            {
                return null;
            }
        }
        return [.. expected.Values.OrderBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<ExpectedPerson> Of(ActivityRule rule, Organisation organisation, List<Person> people, Guid? groupId, IReadOnlyCollection<Guid> invited)
    {
        var attendance = rule.Expected(people.Select(p => p.AsRuleSees()), groupId);
        var voters = attendance.Voters.ToHashSet();
        var wanted = (rule.People == ExpectedPeople.Invited ? invited : attendance.Expected).ToHashSet();
        return people.Where(p => wanted.Contains(p.Id)).Select(p => new ExpectedPerson(p.Id, p.Name, organisation.Path, organisation.Id, voters.Contains(p.Id)));
    }

    private async Task<List<Person>> People(Organisation organisation, DateOnly day, CancellationToken cancel)
    {
        using (fence.As(SystemActors.Directory))
        {
            return await fence.Rows<Person>(
                $"""
                select m.id, m.name, m.group_id as GroupId, m.category, m.state, c.member_id is not null as OnCommittee
                from member m left join (
                  select distinct member_id from post_holding
                  where organisation_id = @Id and "from" <= @day and (until is null or until > @day) and post <> all(@NotOnCommittee)) c on c.member_id = m.id
                where (m.path >= @Path and m.path < @Path || '~' or c.member_id is not null)
                  and m.left_on is null and m.state in ('Active', 'RightsSuspended', 'OnProbationWithinParty', 'MembershipSuspended')
                limit {Most + 1}
                """,
                new { organisation.Id, organisation.Path, day, NotOnCommittee }, cancel);
        }
    }

    private sealed class Person
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public Guid? GroupId { get; set; }

        public string Category { get; set; } = "";

        public string State { get; set; } = "";

        public bool OnCommittee { get; set; }

        public OrganisationMember AsRuleSees() => new(Id, Enum.Parse<MemberCategory>(Category), OnCommittee, GroupId, VotingRightsSuspended: State != "Active");
    }
}

/// <summary>Somebody who should attend, and for which organisation.</summary>
internal sealed record ExpectedPerson(Guid MemberId, string Name, string Path, Guid OrganisationId, bool Votes)
{
    public Attendance On(Guid activityId) => new()
    {
        ActivityId = activityId, MemberId = MemberId, Path = Path, OrganisationId = OrganisationId, Name = Name, IsObserver = false, Votes = Votes,
    };
}
