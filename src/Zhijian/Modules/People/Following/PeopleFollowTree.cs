using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Following;

/// <summary>
/// When organisations are founded, split, merged, upgraded or dissolved, their people go to the organisation that receives them, with an unbroken history of membership;
/// posts of an organisation that ends, or that a person leaves by a split, end that day.
/// </summary>
internal sealed class PeopleFollowTree(Fence fence) : IFollowsOrganisationChanges
{
    /// <summary>Organisations in which people take part while their membership stays elsewhere (Branch Regulations, Art. 8; Education Regulations, Art. 32).</summary>
    private static bool KeepsMembershipElsewhere(OrganisationKind kind) => kind is OrganisationKind.TemporaryBranch or OrganisationKind.FloatingMembersOrganisation;

    public async Task<IReadOnlyList<Consequence>> Preview(TreeChange change, CancellationToken cancel)
    {
        var people = await Concerned(change, cancel);
        List<Consequence> all = [];
        if (people.Length > 0 && Destination(change) is { } to)
        {
            all.Add(new Consequence(change.It.Kind == OrganisationKind.PartyGroup ? "people.follow.group" : "people.follow.members", people.Length, to.Name));
        }
        if (change.It.Kind == OrganisationKind.PartyGroup && change.What == OrganisationChangeKind.Dissolve && change.Receiver is null && people.Length > 0)
        {
            all.Add(new Consequence("people.follow.without-group", people.Length));
        }
        var posts = await PostsThatEnd(change, people, cancel);
        if (posts.Count > 0)
        {
            all.Add(new Consequence(MovesPosts(change) ? "people.follow.posts-move" : "people.follow.posts-end", posts.Count));
        }
        return all;
    }

    public async Task Apply(TreeChange change, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        var people = await Concerned(change, cancel);
        var posts = await PostsThatEnd(change, people, cancel);
        var to = Destination(change);
        if (people.Length > 0 && change.It.Kind == OrganisationKind.PartyGroup)
        {
            await fence.Run("update member set group_id = @to, version = version + 1 where id = any(@people)", new { to = to?.Id, people }, cancel);
        }
        else if (people.Length > 0 && to is not null)
        {
            await MoveMembers(people, to, change, cancel);
        }
        await EndPosts(posts, to, change, cancel);
    }

    public IReadOnlyList<string> ComesWithOrganisation => ["member", "membership", "account", "account_token", "account_invitation", "consent_entry", "past_record"];

    /// <summary>Who was founded with it belongs again where they belonged before; their Party group there is put back by whoever kept it.</summary>
    public async Task TakeOut(OrganisationPlace place, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Tree);
        if (place.Kind == OrganisationKind.PartyGroup)
        {
            await fence.Run("update member set group_id = null, version = version + 1 where group_id = @Id", new { place.Id }, cancel);
            return;
        }
        // The later membership goes before the earlier opens again: exactly one branch at a time.
        var since = await fence.Rows<SinceRow>("delete from membership where organisation_id = @Id returning member_id as MemberId, \"from\" as Since", new { place.Id }, cancel);
        var values = new { members = since.Select(s => s.MemberId).ToArray(), days = since.Select(s => s.Since).ToArray() };
        await fence.Run(
            """
            update membership m set until = null from unnest(@members, @days) as s(member_id, since) where m.member_id = s.member_id and m.until = s.since;
            update member m set organisation_id = b.organisation_id, path = b.path, version = m.version + 1 from membership b where m.id = any(@members) and b.member_id = m.id and b.until is null;
            update account a set path = m.path from member m where a.member_id = m.id and m.id = any(@members);
            update consent_entry c set path = m.path from member m where c.member_id = m.id and m.id = any(@members);
            update past_record r set path = m.path from member m where r.member_id = m.id and m.id = any(@members);
            update account_token t set path = a.path from account a where a.id = t.account_id and a.member_id = any(@members);
            update account_invitation i set path = a.path from account a where a.id = i.account_id and a.member_id = any(@members);
            """,
            values, cancel);
    }

    private async Task MoveMembers(Guid[] people, OrganisationPlace to, TreeChange change, CancellationToken cancel)
    {
        var values = new { people, to.Id, to.Path, change.On, change.Reason };
        // Closed before the next is opened: exactly one branch at a time. Who joined later than the day of the change belongs to the receiver from then on.
        var since = await fence.Rows<SinceRow>(
            """
            update membership set until = greatest(@On, "from") where member_id = any(@people) and until is null returning member_id as MemberId, greatest(@On, "from") as Since
            """,
            values, cancel);
        await fence.Run(
            """
            insert into membership (id, member_id, organisation_id, path, "from", reason)
            select gen_random_uuid(), s.member_id, @Id, @Path, s.since, @Reason from unnest(@members, @days) as s(member_id, since)
            """,
            new { to.Id, to.Path, change.Reason, members = since.Select(s => s.MemberId).ToArray(), days = since.Select(s => s.Since).ToArray() }, cancel);
        // A group below the receiver (it moved along) is kept, any other is left.
        await fence.Run(
            """
            update member m set organisation_id = @Id, path = @Path, version = version + 1,
              group_id = (select g.id from organisation g where g.id = m.group_id and g.parent_id = @Id)
            where m.id = any(@people);
            update account set path = @Path where member_id = any(@people);
            update consent_entry set path = @Path where member_id = any(@people);
            update past_record set path = @Path where member_id = any(@people);
            update account_token t set path = a.path from account a where a.id = t.account_id and a.member_id = any(@people);
            update account_invitation i set path = a.path from account a where a.id = i.account_id and a.member_id = any(@people);
            """,
            values, cancel);
    }

    private async Task EndPosts(List<Guid> posts, OrganisationPlace? to, TreeChange change, CancellationToken cancel)
    {
        var values = new { posts = posts.ToArray(), change.On, change.Reason, to?.Id, to?.Path };
        await fence.Run("update post_holding set until = greatest(@On, \"from\"), end_reason = @Reason, version = version + 1 where id = any(@posts)", values, cancel);
        if (MovesPosts(change))
        {
            await fence.Run(
                """
                insert into post_holding (id, organisation_id, path, member_id, post, "from", version)
                select gen_random_uuid(), @Id, @Path, member_id, post, until, 1 from post_holding where id = any(@posts)
                """,
                values, cancel);
        }
    }

    /// <summary>At an upgrade the branch goes on under its new roof, with its committee.</summary>
    private static bool MovesPosts(TreeChange change) => change.What == OrganisationChangeKind.Upgrade && change.Receiver is not null;

    private static OrganisationPlace? Destination(TreeChange change) => change.What == OrganisationChangeKind.Found
        ? KeepsMembershipElsewhere(change.It.Kind) ? null : change.It
        : change.Receiver;

    private async Task<Guid[]> Concerned(TreeChange change, CancellationToken cancel)
    {
        if (change.What is OrganisationChangeKind.Rename or OrganisationChangeKind.Move || (change.What == OrganisationChangeKind.Found && KeepsMembershipElsewhere(change.It.Kind)))
        {
            return [];
        }
        return change.MemberIds.Count > 0
            ? [.. change.MemberIds]
            : change.GivesEverything || change.What == OrganisationChangeKind.Dissolve
                ? [.. await fence.Rows<Guid>(change.It.Kind == OrganisationKind.PartyGroup ? "select id from member where left_on is null and group_id = @Id" : "select id from member where left_on is null and organisation_id = @Id", new { change.It.Id }, cancel)]
                : [];
    }

    private async Task<List<Guid>> PostsThatEnd(TreeChange change, Guid[] people, CancellationToken cancel)
    {
        var ended = change.Ended.Select(e => e.Id).ToArray();
        var (leftBy, left) = change.What switch
        {
            OrganisationChangeKind.Split => (people, (Guid?)change.It.Id),
            OrganisationChangeKind.Upgrade when change.Receiver is not null => (people, change.It.Id),
            _ => ([], null),
        };
        return await fence.Rows<Guid>(
            "select id from post_holding where until is null and (organisation_id = any(@ended) or (organisation_id = @left and member_id = any(@leftBy)))",
            new { ended, left, leftBy }, cancel);
    }

    private sealed class SinceRow
    {
        public Guid MemberId { get; set; }

        public DateOnly Since { get; set; }
    }
}
