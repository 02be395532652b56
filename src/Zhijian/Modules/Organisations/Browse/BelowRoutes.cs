using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>The rows below one row of the tree, fetched when it is opened.</summary>
internal static class BelowRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/organisations/{id:guid}/below", async (Guid id, Guid? top, string? asOf, TreeQuery query, InstitutionTime time, CancellationToken cancel) =>
        {
            var day = AsOf.Day(asOf, time.Today);
            var rows = await query.OpenOne(id, day, cancel);
            return rows.All(r => r.Organisation.Id != id)
                ? PlatformRefusals.Missing.ToProblem()
                : new RazorComponentResult<TreeRows>(new { Rows = rows, AsOf = AsOf.Text(asOf, time.Today), Top = (Guid?)id, TopParent = top });
        }).Allow(OrganisationActs.See).ExcludeFromDescription();
}

/// <summary>Reads the day of which a page speaks.</summary>
internal static class AsOf
{
    /// <summary>The day asked for; today where it is missing, unreadable or still to come.</summary>
    public static DateOnly Day(string? text, DateOnly today) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < today ? day : today;

    /// <summary>The day as an address carries it; null for today.</summary>
    public static string? Text(string? text, DateOnly today) => Day(text, today) is var day && day == today ? null : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
