using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Backups;

/// <summary>The part of the page that is fetched again while a backup is made.</summary>
public static class BackupRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/oversight/backups/panel", IResult () => new RazorComponentResult<BackupPanel>()).Allow(OversightActs.Read).ExcludeFromDescription();
}
