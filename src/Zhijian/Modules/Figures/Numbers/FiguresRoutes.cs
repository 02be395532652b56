using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Numbers;

/// <summary>The figures of one organisation and everything below it.</summary>
/// <param name="AsOf">The day the figures are of.</param>
/// <param name="Organisations">Organisations that stand on that day, Party groups left out.</param>
/// <param name="ThemeDays">Filed theme Party days.</param>
/// <param name="BranchMeetings">Filed members' meetings, committee meetings, group meetings, Party lectures and organisational life meetings of branches.</param>
/// <param name="GeneralBranchMeetings">Filed meetings of general branches.</param>
/// <param name="JointActivities">Filed joint activities; one of several organisations counts once.</param>
/// <param name="LearningTasks">Learning tasks that were issued and not withdrawn.</param>
/// <param name="TheoryItems">Items that were released in the library and not withdrawn; a new edition counts no second time.</param>
public sealed record FiguresView(DateOnly AsOf, int Organisations, int? ThemeDays, int? BranchMeetings, int? GeneralBranchMeetings, int? JointActivities, int? LearningTasks, int? TheoryItems);

/// <summary>Figures for programs.</summary>
public static class FiguresRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/figures", Show).Allow(FigureActs.See)
            .WithSummary("Figures of an organisation")
            .WithDescription("Counts of filed records at an organisation and everything below it; without `organisation` that of the caller's post. `asOf` (a day) gives the figures of that day over the tree of that day, unchanged by what came later; `from` and `to` (days, both included) limit them to activities held then.")
            .Produces<FiguresView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Show(Guid? organisation, DateOnly? asOf, DateOnly? from, DateOnly? to, FiguresQuery figures, Measures measures, InstitutionTime institution, Actor actor, CancellationToken cancel)
    {
        if (asOf > institution.Today)
        {
            return FigureRefusals.NotYet.At("asOf").ToProblem();
        }
        if (from > to)
        {
            return FigureRefusals.EndsBeforeStart.At("to").ToProblem();
        }
        if (await figures.Place(actor, organisation, cancel) is not { } place)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        var sums = await figures.Of(place, asOf, from, to, cancel);
        int? Of(string name) => sums[measures.Find(name)!];
        return Results.Ok(new FiguresView(sums.AsOf, sums.Organisations, Of("themeDays"), Of("branchMeetings"), Of("generalBranchMeetings"), Of("jointActivities"), Of("learningTasks"), Of("theoryItems")));
    }
}
