using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Routing;

/// <summary>Finds in which posts a person may decide today, and for which absent colleagues.</summary>
internal sealed class ReviewerQuery(Fence fence, InstitutionTime time)
{
    public async Task<Reviewer> Of(Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.SetsOfHotPage(
            """
            select a.member_id as MemberId, a.post, a.organisation_id as OrganisationId, a.path
            from review_absence a
            where a.deputy_id = @me and a.first_day <= @today and a.last_day >= @today
              and exists (select 1 from post_holding h where h.member_id = a.member_id and h.organisation_id = a.organisation_id and h.post = a.post
                and h."from" <= @today and (h.until is null or h.until > @today));
            select exists (select 1 from review_case where deputy_id = @me and state = 'Waiting');
            """,
            new { me = actor.MemberId, today = time.Today }, cancel);
        var standIns = await sets.ReadAsync<StandInRow>();
        return new Reviewer(actor.MemberId, actor.Name, PostsOf(actor), [.. standIns.Select(s => new StandIn(new ReviewerPost(s.Post, s.OrganisationId, s.Path), s.MemberId))])
        {
            IsAsked = await sets.ReadFirstAsync<bool>(),
        };
    }

    /// <summary>The posts of a colleague, to see whether they can be asked to decide.</summary>
    public async Task<Reviewer?> OfMember(Guid memberId, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        var rows = await fence.Rows<PostRow>(
            """
            select m.name, h.post, h.organisation_id as OrganisationId, h.path
            from post_holding h join member m on m.id = h.member_id
            where h.member_id = @memberId and h.post <> all(@Posts) and h."from" <= @today and (h.until is null or h.until > @today)
            """,
            new { memberId, today = time.Today, Administrators.Posts }, cancel);
        return rows.Count == 0 ? null : new Reviewer(memberId, rows[0].Name, [.. rows.Select(r => new ReviewerPost(r.Post, r.OrganisationId, r.Path))], []);
    }

    /// <summary>Who holds a post at the organisation of this path or above it, and can therefore see what is decided there.</summary>
    public async Task<List<Colleague>> ColleaguesAt(string path, Guid except, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        return await fence.Rows<Colleague>(
            """
            select distinct on (length(h.path), m.name, m.id) m.id as MemberId, m.name, h.post, o.name as OrganisationName
            from post_holding h join member m on m.id = h.member_id join organisation o on o.id = h.organisation_id
            where starts_with(@path, h.path) and h.member_id <> @except and h.post <> all(@Posts)
              and h."from" <= @today and (h.until is null or h.until > @today)
            order by length(h.path) desc, m.name, m.id, h.post limit 100
            """,
            new { path, except, today = time.Today, Administrators.Posts }, cancel);
    }

    /// <summary>Only posts that may decide at their own place; the chain then says which of them it is.</summary>
    private static List<ReviewerPost> PostsOf(Actor actor) =>
        [.. actor.Posts.Where(p => p.Grants.Any(g => g.Act == ReviewActs.Decide)).Select(p => new ReviewerPost(Enum.Parse<PostKind>(p.Post), p.OrganisationId, p.Path))];

    private sealed class StandInRow
    {
        public Guid MemberId { get; set; }

        public PostKind Post { get; set; }

        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";
    }

    private sealed class PostRow
    {
        public string Name { get; set; } = "";

        public PostKind Post { get; set; }

        public Guid OrganisationId { get; set; }

        public string Path { get; set; } = "";
    }
}

/// <summary>Somebody who can be asked to decide in one's place.</summary>
internal sealed class Colleague
{
    public Guid MemberId { get; set; }

    public string Name { get; set; } = "";

    public PostKind Post { get; set; }

    public string OrganisationName { get; set; } = "";
}
