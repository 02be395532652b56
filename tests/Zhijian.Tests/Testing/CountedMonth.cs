using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Testing;

/// <summary>Sums of the last finished month, as filing and the rules would have left them.</summary>
internal static class CountedMonth
{
    /// <param name="duties">What was owed and what was met; none of it where nothing is said.</param>
    public static Task<int> Counted(this World world, Organisation organisation, string kind, int filed, (int Expected, int Met)? duties = null) => world.Inside(async services =>
    {
        var fence = services.GetRequiredService<Fence>();
        var today = services.GetRequiredService<InstitutionTime>().Today;
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        await fence.Run("insert into figure_month (organisation_id, path, month, kind, filed, in_review) values (@Id, @Path, @month, @kind, @filed, 0)", new { organisation.Id, organisation.Path, month, kind, filed }, default);
        if (duties is var (expected, met))
        {
            await fence.Run("insert into obligation_month (organisation_id, path, month, expected, met, in_review, excused, own_open) values (@Id, @Path, @month, @expected, @met, 0, 0, 0)", new { organisation.Id, organisation.Path, month, expected, met }, default);
        }
        await fence.Commit(default);
        return 0;
    });
}
