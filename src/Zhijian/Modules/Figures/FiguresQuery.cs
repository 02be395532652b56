using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>Sums of filed records at one organisation: as they stand now, or as they stood on a day.</summary>
public sealed class FiguresQuery(Fence fence, InstitutionTime institution)
{
    /// <summary>The organisation whose figures the actor asks for (the open space's where none is named), or null outside what their posts may see.</summary>
    public async Task<Party?> Place(Actor actor, Guid? organisationId, CancellationToken cancel)
    {
        if (organisationId is null)
        {
            var post = actor.Space is { } space && space.Covers(FigureActs.See, space.Path) ? space : actor.Posts.LastOrDefault(p => p.Covers(FigureActs.See, p.Path));
            return post is null ? null : new Party(post.OrganisationId, post.Path);
        }
        var path = await fence.Row<string>("select path from organisation where id = @organisationId", new { organisationId }, cancel);
        return path is not null && actor.May(FigureActs.See, path) ? new Party(organisationId.Value, path) : null;
    }

    /// <summary>
    /// The figures of a past day are counted from what was filed up to then, over the tree of that day: nothing that came later changes them.
    /// The figures of today come from the sums.
    /// </summary>
    public async Task<FigureSums> Of(Party place, DateOnly? asOf, DateOnly? from, DateOnly? to, CancellationToken cancel)
    {
        var today = institution.Today;
        var day = asOf ?? today;
        return day >= today && IsMonths(from, to) ? await Now(place, from, to, today, cancel) : await Then(place, day, from, to, cancel);
    }

    private static bool IsMonths(DateOnly? from, DateOnly? to) => (from is null || from.Value.Day == 1) && (to is null || to.Value.AddDays(1).Day == 1);

    private async Task<FigureSums> Now(Party place, DateOnly? from, DateOnly? to, DateOnly today, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select count(*)::int from organisation where path >= @Path and path < @Path || '~' and kind <> 'PartyGroup' and dissolved_on is null;
            select kind, sum(filed)::int as count from figure_month where organisation_id = @OrganisationId and (@from::date is null or month >= @from) and (@to::date is null or month <= @to) group by kind;
            """,
            new { place.OrganisationId, place.Path, from, to }, cancel);
        return new FigureSums(today, await sets.ReadSingleAsync<int>(), Counts(await sets.ReadAsync<KindRow>()));
    }

    private async Task<FigureSums> Then(Party place, DateOnly day, DateOnly? from, DateOnly? to, CancellationToken cancel)
    {
        // Records of organisations that were below then and are elsewhere today still count for that day; only sums leave this block.
        using (fence.As(SystemActors.Figures))
        {
            using var sets = await fence.Sets(TreeThen("select count(*)::int from tree where stands and kind <> 'PartyGroup'") + TreeThen(
                """
                select t.kind, count(distinct t.record_id)::int as count from trace t join tree using (organisation_id)
                where t.filed_at < @end and (t.reversed_at is null or t.reversed_at >= @end) and (@from::date is null or t.held_on >= @from) and (@to::date is null or t.held_on <= @to)
                group by t.kind
                """),
                new { place.OrganisationId, day, from, to, end = institution.At(day.AddDays(1), TimeOnly.MinValue) }, cancel);
            return new FigureSums(day, await sets.ReadSingleAsync<int>(), Counts(await sets.ReadAsync<KindRow>()));
        }
    }

    /// <summary>The organisation and everything below it in the tree of the day; a dissolved one keeps its last place, but no longer stands.</summary>
    internal static string TreeThen(string question) =>
        $"""
        with latest as (
          select distinct on (v.organisation_id) v.organisation_id, v.name, v.kind, v.parent_id, v.path_then, o.path, o.number, coalesce(v.valid_until > @day, true) and coalesce(o.dissolved_on > @day, true) as stands
          from organisation_version v join organisation o on o.id = v.organisation_id
          where v.valid_from <= @day order by v.organisation_id, v.valid_from desc),
        tree as (select l.* from latest l join latest here on here.organisation_id = @OrganisationId and starts_with(l.path_then, here.path_then))
        {question};
        """;

    private static Dictionary<FigureKind, int> Counts(IEnumerable<KindRow> rows) => rows.ToDictionary(r => FigureKind.Parse(r.Kind), r => r.Count);

    private sealed class KindRow
    {
        public string Kind { get; set; } = "";

        public int Count { get; set; }
    }
}

/// <summary>Organisations (Party groups left out) and filed records by kind on a day.</summary>
public sealed record FigureSums(DateOnly AsOf, int Organisations, IReadOnlyDictionary<FigureKind, int> Filed)
{
    /// <summary>The value of a measure; null where it has no source yet.</summary>
    public int? this[Measure measure] => measure.HasSource ? measure.Kinds.Sum(kind => Filed.GetValueOrDefault(kind)) : null;
}
