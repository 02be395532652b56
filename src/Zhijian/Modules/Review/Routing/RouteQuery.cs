using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Routing;

/// <summary>Finds the layers a record passes, and who holds their posts today.</summary>
internal sealed class RouteQuery(Fence fence, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The route of a record of this organisation by the rules in force today.</summary>
    public async Task<BoundRoute> For(string recordKind, Guid organisationId, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        var rules = rulebook.On(time.Today).ReviewChains;
        var lineage = await fence.Rows<Ancestor>(
            """
            select a.id, a.path, a.kind from organisation o join organisation a on starts_with(o.path, a.path) and o.path >= a.path
            where o.id = @organisationId order by length(a.path) desc
            """,
            new { organisationId }, cancel);
        var own = lineage[0];
        var route = ChainBinding.Bind(rules.For(recordKind, own.Kind), rules.Handling, lineage);
        return new BoundRoute(route, own.Path, await Holders(route, cancel));
    }

    /// <summary>Who holds the posts of a route that is already fixed.</summary>
    public async Task<BoundRoute> Of(ReviewCase of, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        return new BoundRoute(of.Route, of.Path, await Holders(of.Route, cancel));
    }

    /// <summary>Who stands in today for absent holders, by the absent person.</summary>
    public async Task<ILookup<Guid, Guid>> StandIns(ReviewCase of, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        var rows = await fence.Rows<(Guid MemberId, Guid DeputyId)>(
            "select member_id, deputy_id from review_absence where organisation_id = any(@organisations) and first_day <= @today and last_day >= @today order by id",
            new { organisations = of.Route.Layers.Select(l => l.OrganisationId).Distinct().ToArray(), today = time.Today }, cancel);
        return rows.ToLookup(r => r.MemberId, r => r.DeputyId);
    }

    private async Task<ILookup<int, Guid>> Holders(ReviewRoute route, CancellationToken cancel)
    {
        var holders = await fence.Rows<Holder>(
            """
            select organisation_id as OrganisationId, post, member_id as MemberId from post_holding
            where organisation_id = any(@organisations) and "from" <= @today and (until is null or until > @today)
            order by "from", id
            """,
            new { organisations = route.Layers.Select(l => l.OrganisationId).Distinct().ToArray(), today = time.Today }, cancel);
        return route.Layers
            .SelectMany(l => holders.Where(h => h.OrganisationId == l.OrganisationId && l.Posts.Contains(h.Post)).Select(h => (l.Ordinal, h.MemberId)))
            .ToLookup(h => h.Ordinal, h => h.MemberId);
    }

    private sealed class Holder
    {
        public Guid OrganisationId { get; set; }

        public PostKind Post { get; set; }

        public Guid MemberId { get; set; }
    }
}

/// <summary>A route with the people who could decide it today.</summary>
internal sealed record BoundRoute(ReviewRoute Route, string Path, ILookup<int, Guid> Holders)
{
    /// <summary>Who could decide each layer today: its holders, then those who stand in for absent ones.</summary>
    public Func<int, IReadOnlyList<Guid>> Eligible(ILookup<Guid, Guid> standIns) =>
        layer => [.. Holders[layer].Concat(Holders[layer].SelectMany(m => standIns[m])).Distinct()];

    /// <summary>Layers whose post nobody holds who may decide this record: the only holder may be its author.</summary>
    public HashSet<int> Vacant(Func<Guid, int, bool> couldDecide) =>
        [.. Route.Layers.Select(l => l.Ordinal).Where(l => !Holders[l].Any(member => couldDecide(member, l)))];
}
