using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Notes;

/// <summary>The button beside a note.</summary>
internal static class NoteRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/figures/notes/{id:guid}/retract", Retract).Allow(FigureActs.Note).ExcludeFromDescription();

    private static async Task<IResult> Retract(Guid id, HttpContext context, NoteFigureAction notes, Actor actor, CancellationToken cancel)
    {
        var (decision, organisation) = await notes.Retract(id, SeenVersion.Of(context), actor, cancel);
        return decision.ToRedirect(context, $"/figures/notes?organisation={organisation}");
    }
}
