using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Routing;

/// <summary>Finds the people of the committee's organisation department: they put right what no reviewer can.</summary>
internal sealed class DepartmentQuery(Fence fence, InstitutionTime time)
{
    public async Task<List<Guid>> Members(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        return await fence.Rows<Guid>(
            "select distinct member_id from post_holding where post = @post and \"from\" <= @today and (until is null or until > @today)",
            new { post = nameof(PostKind.OrganizationDepartment), today = time.Today }, cancel);
    }
}
