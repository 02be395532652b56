using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>Opens a row of the tree: answers the rows below it.</summary>
public static class TreeRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/figures/tree/rows", Rows).Allow(FigureActs.See).ExcludeFromDescription();

    private static async Task<IResult> Rows(Guid organisation, int? after, FiguresQuery figures, TreeQuery tree, InstitutionTime institution, Actor actor, CancellationToken cancel)
    {
        if (await figures.Place(actor, organisation, cancel) is null)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        var span = FigureSpan.Of(null, institution.Today);
        var below = await tree.Below(organisation, after ?? 0, span, cancel);
        return new RazorComponentResult<HeatRows>(new { Below = (IReadOnlyList<HeatRow>)below, Span = span, Of = organisation, Parent = (Guid?)organisation });
    }
}
