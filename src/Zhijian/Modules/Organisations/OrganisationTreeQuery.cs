using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations;

/// <summary>
/// What other modules may ask of the tree, today or on a past day, within the viewer's scope unless said otherwise.
/// A day before today answers as the tree then stood, whatever came later.
/// </summary>
public sealed class OrganisationTreeQuery(Fence fence, InstitutionTime time)
{
    private const int MostNames = 20;

    /// <summary>One organisation as it stood on the day; null where it did not exist then or lies outside the scope.</summary>
    public async Task<OrganisationAt?> Find(Guid id, CancellationToken cancel, DateOnly? on = null) =>
        (await Rows("v.organisation_id = @id", new { id, day = on ?? time.Today, from = (int?)null, most = 1 }, cancel)).FirstOrDefault();

    /// <summary>The organisations directly below, by their number.</summary>
    public Task<List<OrganisationAt>> Children(Guid parentId, CancellationToken cancel, DateOnly? on = null) =>
        Rows("v.parent_id = @parentId", new { parentId, day = on ?? time.Today, from = (int?)null, most = int.MaxValue }, cancel);

    /// <summary>The line from the root down to the organisation, itself last.</summary>
    public async Task<List<OrganisationAt>> Line(Guid id, CancellationToken cancel, DateOnly? on = null)
    {
        var day = on ?? time.Today;
        var rows = await Rows("starts_with((select w.path_then from organisation_version w where w.organisation_id = @id and w.valid_from <= @day and (w.valid_until is null or w.valid_until > @day)), v.path_then)", new { id, day, from = (int?)null, most = int.MaxValue }, cancel);
        return [.. rows.OrderBy(r => r.Path.Length)];
    }

    /// <summary>Everything at and below a path of that day, by path.</summary>
    public Task<List<OrganisationAt>> Below(string path, CancellationToken cancel, DateOnly? on = null) =>
        Rows("v.path_then >= @path and v.path_then < @path || '~'", new { path, day = on ?? time.Today, from = (int?)null, most = int.MaxValue }, cancel);

    /// <summary>
    /// Which organisations of the whole institution have these texts in their names, for joint activities; of each text at most <see cref="MostNames"/>: who is called exactly so, then by length.
    /// Names only, never what is inside.
    /// </summary>
    public async Task<ILookup<string, OrganisationName>> Named(IReadOnlyCollection<string> texts, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        var rows = await fence.Rows<NameSoughtAnywhere>(
            """
            select t.text as Sought, o.* from unnest(@texts) t(text) cross join lateral (
              select o.id, o.name, o.kind, p.name as ParentName, o.path
              from organisation o left join organisation p on p.id = o.parent_id
              where o.dissolved_on is null and o.kind <> 'PartyGroup' and strpos(o.name, t.text) > 0
              order by o.name = t.text desc, length(o.name), o.name, o.id limit @MostNames) o
            """,
            new { texts = texts.Distinct().ToArray(), MostNames }, cancel);
        return rows.ToLookup(r => r.Sought, r => (OrganisationName)r);
    }

    /// <summary>The names of these organisations, wherever they stand.</summary>
    public async Task<IReadOnlyDictionary<Guid, OrganisationName>> NamesOf(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Ask<OrganisationName>(
            "select o.id, o.name, o.kind, p.name as ParentName, o.path from organisation o left join organisation p on p.id = o.parent_id where o.id = any(@ids)",
            new NamedValues { { "ids", ids.ToArray() } }, Plans.Usual, cancel, SystemActors.Directory);
        return rows.ToDictionary(r => r.Id);
    }

    internal Task<List<OrganisationAt>> Rows(string condition, object values, CancellationToken cancel) => fence.Rows<OrganisationAt>(Sql(condition), values, cancel);

    /// <summary>Those with a name that holds what is looked for, and of which <paramref name="besides"/> is true.</summary>
    internal Task<List<OrganisationAt>> Called(NameSought name, string besides, NamedValues values, CancellationToken cancel) =>
        fence.Ask<OrganisationAt>(Sql($"{besides} and {name.Condition}"), name.Values.And(values), Plans.Kept, cancel);

    /// <summary>The same for names that nearly hold what is looked for (<see cref="LettersSought.Near"/>); its letters may stand in very many.</summary>
    internal Task<List<OrganisationAt>> NearlyCalled(string condition, NamedValues values, CancellationToken cancel) => fence.Ask<OrganisationAt>(Sql(condition), values, Plans.KeptBelowInstitution, cancel);

    private static string Sql(string condition) =>
        $"""
        select v.organisation_id as Id, v.name, v.kind, v.parent_id as ParentId, v.path_then as Path, o.path as PathToday, o.number, o.founded_on as FoundedOn, o.dissolved_on as DissolvedOn,
          o.population, o.term_start as TermStart, o.term_end_planned as TermEndPlanned, o.version,
          exists (select 1 from organisation_version b where b.parent_id = v.organisation_id and b.valid_from <= @day and (b.valid_until is null or b.valid_until > @day)) as HasBelow
        from organisation_version v join organisation o on o.id = v.organisation_id
        where v.valid_from <= @day and (v.valid_until is null or v.valid_until > @day) and (@from::int is null or o.number > @from) and ({condition})
        order by o.number limit @most
        """;
}

/// <summary>An organisation as it stood on a day.</summary>
public sealed class OrganisationAt
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>The path of that day.</summary>
    public string Path { get; set; } = "";

    /// <summary>The path today: the fence's.</summary>
    public string PathToday { get; set; } = "";

    public int Number { get; set; }

    public DateOnly FoundedOn { get; set; }

    public DateOnly? DissolvedOn { get; set; }

    public Population? Population { get; set; }

    public DateOnly? TermStart { get; set; }

    public DateOnly? TermEndPlanned { get; set; }

    public int Version { get; set; }

    /// <summary>Whether something the viewer may see stands below it.</summary>
    public bool HasBelow { get; set; }

    public int Depth => Path.Count(c => c == '.');
}

/// <summary>The name of an organisation and of the one above it.</summary>
public class OrganisationName
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public OrganisationKind Kind { get; set; }

    public string? ParentName { get; set; }

    public string Path { get; set; } = "";
}

/// <summary>An organisation and the text it was found by.</summary>
internal sealed class NameSoughtAnywhere : OrganisationName
{
    public string Sought { get; set; } = "";
}
