using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>Who leads which organisation today and sees to its work.</summary>
public sealed class LeadersQuery(Fence fence, InstitutionTime time)
{
    /// <summary>Who sees to an organisation's work; at the committee that is its organisation department too.</summary>
    private const string Leading = $"('{nameof(PostKind.Secretary)}', '{nameof(PostKind.DeputySecretary)}', '{nameof(PostKind.OrganizationCommissioner)}', '{nameof(PostKind.OrganizationDepartment)}')";

    /// <summary>A question that answers <c>member_id, organisation_id</c> of everybody who leads an organisation of the viewer's scope on the day <c>@today</c>.</summary>
    public const string Today =
        $"""
        select distinct h.member_id, h.organisation_id from post_holding h join member m on m.id = h.member_id
        where h.post in {Leading} and h."from" <= @today and (h.until is null or h.until > @today) and m.left_on is null
        """;

    /// <summary>All within the viewer's scope, a person once for each organisation they lead.</summary>
    public Task<List<Leader>> All(CancellationToken cancel) => fence.Rows<Leader>(
        $"""
        select distinct m.id as MemberId, m.path, h.organisation_id as OrganisationId, h.path as OrganisationPath from post_holding h join member m on m.id = h.member_id
        where h.post in {Leading} and h."from" <= @today and (h.until is null or h.until > @today) and m.left_on is null
        """,
        new { today = time.Today }, cancel);
}

/// <summary>Somebody who leads an organisation.</summary>
/// <param name="Path">The path of the person's own branch.</param>
public sealed record Leader(Guid MemberId, string Path, Guid OrganisationId, string OrganisationPath);
