using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>The buttons on an incident's page.</summary>
internal static class IncidentRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/incidents/{id:guid}/approve", Approve).Allow(PrivacyActs.Incidents).NeedsFresh().ExcludeFromDescription();
        routes.MapPost("/incidents/{id:guid}/take", Take).Allow(PrivacyActs.Incidents).NeedsFresh().ExcludeFromDescription();
    }

    private static async Task<IResult> Approve(Guid id, HttpContext context, ApproveIncidentAction approve, Actor actor, CancellationToken cancel) =>
        (await approve.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/incidents/{id}");

    private static async Task<IResult> Take(Guid id, HttpContext context, TakeAffectedAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, file) = await take.Run(id, actor, cancel);
        if (file is null)
        {
            return decision.Refusal!.ToProblem();
        }
        // The file is not kept a second time.
        UnitOfRequest.ShowsSecretOnce(context);
        return Results.File(file, Workbook.MediaType, "affected.xlsx");
    }
}

/// <summary>Hands the list of affected people out as a file, with the notice to each, and a trace.</summary>
internal sealed class TakeAffectedAction(IncidentQuery incidents, Journal journal, Words words, InstitutionTime time)
{
    public async Task<(Decision<AffectedListTaken> Decision, byte[]? File)> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await incidents.Of(id, actor, cancel) is not { } incident)
        {
            return (PlatformRefusals.Missing, null);
        }
        var list = await incidents.People(id, cancel);
        var spoken = new[] { TextFiles.Chinese, TextFiles.English }.ToDictionary(l => l, l => new Words(time) { Language = l });
        Words Of(string language) => spoken.GetValueOrDefault(language) ?? spoken[TextFiles.Chinese];
        var notices = list.People.ToDictionary(p => p.MemberId, p => IncidentNotice.Of(incident, p.Fields, Of(p.Language)).Text(incident, Of(p.Language)));
        using var to = new MemoryStream();
        AffectedWorkbook.Write(to, list, new IncidentScope(incident.Since, incident.Until, incident.Account, incident.LeakedTable), notices, actor.Name, words, time.Now);
        return (await journal.Record<AffectedListTaken>(new AffectedListTaken(incident.Id, incident.Path, list.People.Count), actor, cancel), to.ToArray());
    }
}
