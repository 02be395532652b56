using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Posts;

/// <summary>Who holds which post where, who held it, and which posts nobody holds.</summary>
internal sealed class PostsQuery(Fence fence, InstitutionTime time)
{
    public const int PageSize = 50;

    /// <summary>A holding h with its organisation o and its member m.</summary>
    internal const string Columns =
        "h.id, h.post, h.\"from\", h.until, h.planned_end as PlannedEnd, h.organisation_id as OrganisationId, o.name as OrganisationName, h.member_id as MemberId, m.name as MemberName, h.path, h.reason, h.end_reason as EndReason, h.version";

    /// <summary>The post that must not stay vacant at an organisation o.</summary>
    internal const string LeadingPost = $"case when o.kind = '{nameof(OrganisationKind.PartyGroup)}' then '{nameof(PostKind.GroupLeader)}' else '{nameof(PostKind.Secretary)}' end";

    /// <summary>That an organisation o still exists and nobody holds its leading post on <c>@today</c>.</summary>
    internal const string IsLedByNobody = $"o.dissolved_on is null and not exists (select 1 from post_holding h where h.organisation_id = o.id and h.post = {LeadingPost} and h.\"from\" <= @today and (h.until is null or h.until > @today))";

    /// <summary>The posts of one organisation, held ones first; null where the organisation can't be seen.</summary>
    public async Task<OrganisationPosts?> Of(Guid organisationId, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select id, name, path, kind, dissolved_on as DissolvedOn from organisation where id = @organisationId;
            select {Columns} from post_holding h join organisation o on o.id = h.organisation_id left join member m on m.id = h.member_id
            where h.organisation_id = @organisationId order by h.until desc nulls first, h."from" desc, h.id limit 200;
            """, new { organisationId }, cancel);
        return await sets.ReadFirstOrDefaultAsync<PostPlace>() is { } place ? new OrganisationPosts(place, [.. await sets.ReadAsync<PostRow>()]) : null;
    }

    /// <summary>One holding, or null.</summary>
    public Task<PostRow?> One(Guid id, CancellationToken cancel) =>
        fence.Row<PostRow>($"select {Columns} from post_holding h join organisation o on o.id = h.organisation_id left join member m on m.id = h.member_id where h.id = @id", new { id }, cancel);

    /// <summary>Posts held today in the viewer's scope, by id.</summary>
    public async Task<Listing<PostRow>> Held(Guid? organisation, Guid? member, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var id] && Guid.TryParse(id, out var read) ? read : Guid.Empty;
        var rows = await fence.Rows<PostRow>(
            $"""
            select {Columns} from post_holding h join organisation o on o.id = h.organisation_id left join member m on m.id = h.member_id
            where h.id > @from and h."from" <= @today and (h.until is null or h.until > @today)
              {(organisation is null ? "" : "and h.organisation_id = @organisation")} {(member is null ? "" : "and h.member_id = @member")}
            order by h.id limit {size + 1}
            """, new { from, today = time.Today, organisation, member }, cancel);
        return Listing.Of(rows, size, row => Cursor.Of(row.Id));
    }

    /// <summary>Organisations without a secretary, and groups without a leader, in the order of the tree.</summary>
    public async Task<Listing<PostPlace>> Vacant(Actor actor, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var path] ? path : "";
        var rows = await fence.Rows<PostPlace>(
            $"""
            select o.id, o.name, o.path, o.kind from organisation o
            where o.path > @from and {IsLedByNobody}
            order by o.path limit {size + 1}
            """, new { from, today = time.Today }, cancel);
        return Listing.Of(rows, size, row => Cursor.Of(row.Path)) is var list ? new([.. list.Items.Where(i => actor.May(PeopleActs.See, i.Path) || actor.May(PeopleActs.Appoint, i.Path))], list.Next) : list;
    }
}

/// <summary>An organisation with its posts.</summary>
internal sealed record OrganisationPosts(PostPlace Place, IReadOnlyList<PostRow> Posts);

/// <summary>An organisation at which posts are held.</summary>
internal sealed class PostPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public string Kind { get; set; } = "";

    public DateOnly? DissolvedOn { get; set; }

    public OrganisationKind OfKind => Enum.Parse<OrganisationKind>(Kind);

    /// <summary>The post that must not stay vacant here.</summary>
    public PostKind Leading => OfKind == OrganisationKind.PartyGroup ? PostKind.GroupLeader : PostKind.Secretary;
}

/// <summary>One post held, now or earlier.</summary>
public sealed class PostRow
{
    public Guid Id { get; set; }

    public string Post { get; set; } = "";

    public DateOnly From { get; set; }

    public DateOnly? Until { get; set; }

    public DateOnly? PlannedEnd { get; set; }

    public Guid OrganisationId { get; set; }

    /// <summary>Null where the reader can't see the organisation.</summary>
    public string? OrganisationName { get; set; }

    public Guid MemberId { get; set; }

    public string? MemberName { get; set; }

    public string Path { get; set; } = "";

    public string? Reason { get; set; }

    public string? EndReason { get; set; }

    public int Version { get; set; }

    public bool IsHeld(DateOnly today) => From <= today && (Until is null || Until > today);
}
