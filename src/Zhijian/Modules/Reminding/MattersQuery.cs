using Dapper;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Reminding;

/// <summary>Asks all sources at once what is ahead, within the viewer's scope.</summary>
public sealed class MattersQuery(Fence fence, IEnumerable<IMatterSource> sources, InstitutionTime time)
{
    /// <summary>As far ahead as a warning looks; a source may look further where its matter needs more time.</summary>
    public const int DaysAhead = 30;

    private const int MostOfOne = 200;

    private readonly IReadOnlyDictionary<string, IMatterSource> _sources = sources.OrderBy(s => s.Kind, StringComparer.Ordinal).ToDictionary(s => s.Kind);

    /// <summary>What one organisation has to see to, by day.</summary>
    public Task<List<Matter>> OfOrganisation(Guid organisationId, CancellationToken cancel) =>
        Ask("m.organisation_id = @organisationId order by m.due_on, m.kind, m.about limit @MostOfOne", new { organisationId, MostOfOne }, cancel);

    /// <summary>Everything there is, for those who remind.</summary>
    internal Task<List<Matter>> All(CancellationToken cancel) => Ask("true", new { }, cancel);

    /// <summary>How much stands open at and below each organisation directly below the path, by how near it is.</summary>
    public Task<List<MattersBelow>> Below(string path, CancellationToken cancel) => Count(path, "@path || split_part(substr(m.path, length(@path) + 1), '.', 1) || '.'", "m.path > @path", cancel);

    /// <summary>The same for an organisation and everything below it together.</summary>
    public async Task<MattersBelow> AtAndBelow(string path, CancellationToken cancel) => (await Count(path, "@path", "m.path >= @path", cancel)).FirstOrDefault() ?? new MattersBelow { Path = path };

    private Task<List<MattersBelow>> Count(string path, string place, string where, CancellationToken cancel) => fence.Rows<MattersBelow>(
        $"""
        select {place} as Path,
          count(*) filter (where m.due_on < @today)::int as Late,
          count(*) filter (where m.due_on between @today and @today::date + 7)::int as Week,
          count(*) filter (where m.due_on between @today::date + 8 and @today::date + 14)::int as Fortnight,
          count(*) filter (where m.due_on between @today::date + 15 and @today::date + 30)::int as Month
        from ({Union}) m
        where {where} and m.path < @path || '~' and (m.arranged_on is null or (m.arranged_on < @today and m.due_on < @today)) and m.due_on <= @until
        group by 1
        """,
        Parameters(new { path }), cancel);

    /// <summary>What to do about it, how long it takes, where.</summary>
    public HomeTask Say(Matter matter) => _sources[matter.Kind].Say(matter);

    /// <summary>Where others than those who do it see how it stands.</summary>
    public string? SeenAt(Matter matter) => _sources[matter.Kind].SeenAt(matter);

    /// <summary>The latest day on which to remind of it by a rule of its own.</summary>
    public ReminderDay RemindedOn(Matter matter) => _sources[matter.Kind].RemindedOn(matter);

    private string Union => string.Join("\nunion all\n", _sources.Values.Select(s => $"select '{s.Kind}' as kind, s.organisation_id, s.path, s.about, s.due_on, s.details, s.arranged_on from ({s.Sql}) s"));

    private Task<List<Matter>> Ask(string condition, object values, CancellationToken cancel) => fence.Rows<Matter>(
        $"""
        select m.kind, m.organisation_id as OrganisationId, m.path, m.about, m.due_on as DueOn, m.details, m.arranged_on as ArrangedOn
        from ({Union}) m where {condition}
        """,
        Parameters(values), cancel);

    private DynamicParameters Parameters(object values)
    {
        var parameters = new DynamicParameters(values);
        parameters.AddDynamicParams(new { today = time.Today, until = time.Today.AddDays(DaysAhead) });
        foreach (var (name, value) in _sources.Values.SelectMany(s => s.Values))
        {
            parameters.Add(name, value);
        }
        return parameters;
    }
}

/// <summary>What stands open at one organisation and below it.</summary>
public sealed class MattersBelow
{
    public string Path { get; set; } = "";

    public int Late { get; set; }

    /// <summary>Due today or within seven days.</summary>
    public int Week { get; set; }

    /// <summary>Due in 8 to 14 days.</summary>
    public int Fortnight { get; set; }

    /// <summary>Due in 15 to 30 days.</summary>
    public int Month { get; set; }
}
