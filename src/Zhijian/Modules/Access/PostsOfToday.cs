using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Access;

/// <summary>Who an account is today: the member, their branch, and each post held today with what it may do.</summary>
internal sealed class PostsOfToday(AccessTable table, IEnumerable<IActsAsProgram> programs, InstitutionTime institution) : IActorSource
{
    /// <summary>Whoever may do one of these reviews or administers.</summary>
    private static readonly string[] PrivilegedActs = ["review.decide", AccessActs.Accounts, "organisations.change"];

    /// <summary>The first post is the space that opens: nearest to the people first, but a Party group, which has little of its own to do, after everything else.</summary>
    public async Task<ActorSnapshot?> Find(Guid accountId, Fence fence, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select a.id, a.display_name as DisplayName, a.two_factor_enabled as TwoFactorEnabled, a.password_set_at as PasswordSetAt, m.id as MemberId, m.name, m.path, m.organisation_id as OrganisationId
            from account a left join member m on m.id = a.member_id
            where a.id = @accountId and a.closed_at is null;
            select h.id, h.post as PostName, h.organisation_id as OrganisationId, o.name as OrganisationName, o.path, o.kind
            from account a join post_holding h on h.member_id = a.member_id join organisation o on o.id = h.organisation_id
            where a.id = @accountId and h."from" <= @today and (h.until is null or h.until > @today) and o.dissolved_on is null
            order by o.kind = 'PartyGroup', length(o.path) desc, h."from", h.id;
            """,
            new { accountId, today = institution.Today }, cancel);
        if (await sets.ReadFirstOrDefaultAsync<Person>() is not { } person)
        {
            return null;
        }
        List<HeldPost> posts = [.. (await sets.ReadAsync<Post>()).Select(Held)];
        if (person.MemberId is null)
        {
            posts.AddRange(await OfPrograms(accountId, fence, cancel));
        }
        var actor = new Actor
        {
            AccountId = person.Id,
            MemberId = person.MemberId ?? Guid.Empty,
            Name = person.Name ?? person.DisplayName,
            HomePath = person.Path ?? "",
            HomeOrganisationId = person.OrganisationId,
            Posts = posts,
        };
        return new ActorSnapshot(actor, PrivilegedActs.Any(actor.May), person.TwoFactorEnabled, person.PasswordSetAt);
    }

    /// <summary>Asked only for accounts without a person.</summary>
    private async Task<List<HeldPost>> OfPrograms(Guid accountId, Fence fence, CancellationToken cancel)
    {
        List<HeldPost> found = [];
        foreach (var program in programs)
        {
            if (await program.Find(accountId, fence, cancel) is { } post)
            {
                found.Add(post);
            }
        }
        return found;
    }

    private HeldPost Held(Post post)
    {
        var level = Organisation.LevelOf(Enum.Parse<OrganisationKind>(post.Kind));
        var kind = Enum.Parse<PostKind>(post.PostName);
        return new HeldPost(post.Id, kind.ToString(), post.OrganisationId, post.OrganisationName, post.Path, level.ToString(), table.Of(kind, level)) { SeesContent = table.SeesContent(kind) };
    }

    private sealed class Person
    {
        public Guid Id { get; set; }

        public string DisplayName { get; set; } = "";

        public bool TwoFactorEnabled { get; set; }

        public DateTimeOffset? PasswordSetAt { get; set; }

        public Guid? MemberId { get; set; }

        public string? Name { get; set; }

        public string? Path { get; set; }

        public Guid? OrganisationId { get; set; }
    }

    private sealed class Post
    {
        public Guid Id { get; set; }

        public string PostName { get; set; } = "";

        public Guid OrganisationId { get; set; }

        public string OrganisationName { get; set; } = "";

        public string Path { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}
