using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>While the name of a partner is typed: which organisations it may mean. Names only, whatever the person may see of them.</summary>
internal static class PartnerRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/activities/partners", Found).ExcludeFromDescription().Allow(ActivityActs.Plan);

    private static async Task<IResult> Found(HttpRequest request, PartnersQuery partners, CancellationToken cancel)
    {
        var typed = request.Query.FirstOrDefault(q => q.Key.StartsWith("Form.Partners", StringComparison.Ordinal)).Value.ToString().Trim();
        var names = typed.Length is 0 or > 100 ? [] : await partners.Search(typed, cancel);
        return new RazorComponentResult<PartnerNames>(new { Names = names });
    }
}
