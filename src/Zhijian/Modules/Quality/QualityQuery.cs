using Zhijian.Modules.Importing;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Quality;

/// <summary>
/// Puts together what those who keep data measured of their elements: of one organisation with everything below, by element, and of each organisation directly below it.
/// A fixed number of questions, whatever the number of people and organisations.
/// </summary>
internal sealed class QualityQuery(Fence fence, IEnumerable<IMeasuresElements> measures, NotedQuery noted)
{
    public const int PageSize = 50;

    /// <summary>Everything that is measured, organisations first.</summary>
    private readonly IReadOnlyList<IMeasuresElements> _measures = [.. measures.OrderByDescending(m => m.EntityKind, StringComparer.Ordinal)];

    public IEnumerable<DataElement> Elements => _measures.SelectMany(m => m.Elements).Select(e => e.Element);

    /// <summary>The organisation that is asked for, or that of the open space; null where this person may not see it.</summary>
    public async Task<QualityPlace?> Place(Actor actor, Guid? organisation, CancellationToken cancel)
    {
        var id = organisation ?? (actor.Space is { } space && space.Covers(QualityActs.See, space.Path) ? space : actor.Posts.LastOrDefault(p => p.Covers(QualityActs.See, p.Path)))?.OrganisationId;
        var place = id is null ? null : await fence.Row<QualityPlace>("select id, name, path from organisation where id = @id", new { id }, cancel);
        return place is not null && actor.May(QualityActs.See, place.Path) ? place : null;
    }

    public async Task<QualityOverview> Of(QualityPlace place, CancellationToken cancel)
    {
        Dictionary<(string Place, string Element), QualityCounts> counts = [];
        QualityCounts At(string at, DataElement element) => counts.TryGetValue((at, element.Id), out var known) ? known : counts[(at, element.Id)] = new QualityCounts();
        foreach (var measure in _measures)
        {
            foreach (var row in await measure.Count(place.Path, cancel))
            {
                for (var i = 0; i < measure.Elements.Count; i++)
                {
                    var at = At(row.Place, measure.Elements[i].Element);
                    (at.Expected, at.Missing, at.Wrong) = (row.Expected[i], row.Missing[i], row.Wrong[i]);
                }
            }
        }
        var fields = _measures.SelectMany(m => m.Elements.Select(e => (m.EntityKind, e.Field, e.Element))).ToDictionary(e => (e.EntityKind, e.Field), e => e.Element);
        foreach (var row in (await noted.CountDisputed(place.Path, cancel)).Where(r => fields.ContainsKey((r.EntityKind, r.Field))))
        {
            At(row.Place, fields[(row.EntityKind, row.Field)]).Disputed = row.Things;
        }
        var unconfirmed = await Unconfirmed(place, cancel);
        foreach (var row in unconfirmed.Where(r => fields.ContainsKey((r.EntityKind, r.Field))))
        {
            At(row.Place, fields[(row.EntityKind, row.Field)]).Unconfirmed = row.Values;
        }
        var names = await fence.Rows<QualityPlace>("select id, name, path from organisation where parent_id = @Id and dissolved_on is null and kind <> 'PartyGroup'", new { place.Id }, cancel);
        return new QualityOverview(
            [.. Elements.Select(e => new QualityOfElement(e, QualityCounts.Sum(counts.Where(c => c.Key.Element == e.Id).Select(c => c.Value))))],
            [.. names.Select(n => new QualityBelow(n, counts.Where(c => c.Key.Place == n.Path).ToDictionary(c => c.Key.Element, c => c.Value))).OrderByDescending(b => b.Sum.Open).ThenBy(b => b.Place.Path, StringComparer.Ordinal)],
            unconfirmed.Count == 0 ? null : unconfirmed.Max(u => u.CountedAt));
    }

    /// <summary>The things behind one number.</summary>
    public async Task<Listing<FoundThing>> Behind(QualityPlace place, string element, Finding finding, string? after, int size, CancellationToken cancel)
    {
        var measure = _measures.First(m => m.Elements.Any(e => e.Element.Id == element));
        var notes = finding switch { Finding.Unconfirmed => noted.Confirmed, Finding.Disputed => NotedQuery.Disputed, _ => null };
        return await measure.Behind(measure.Elements.First(e => e.Element.Id == element), finding, notes, place.Path, after, size, cancel);
    }

    private Task<List<UnconfirmedSum>> Unconfirmed(QualityPlace place, CancellationToken cancel) => fence.Rows<UnconfirmedSum>(
        """
        select left(path, length(@Path) + position('.' in substr(path, length(@Path) + 1))) as Place, entity_kind as EntityKind, element as Field, sum(unconfirmed)::int as Values, max(counted_at) as CountedAt
        from unconfirmed_count where path >= @Path and path < @Path || '~' group by 1, 2, 3
        """, new { place.Path }, cancel);

    private sealed class UnconfirmedSum
    {
        public string Place { get; set; } = "";

        public string EntityKind { get; set; } = "";

        public string Field { get; set; } = "";

        public int Values { get; set; }

        public DateTimeOffset CountedAt { get; set; }
    }
}

/// <summary>An organisation whose data are looked at, with everything below it.</summary>
internal sealed class QualityPlace
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";
}

/// <summary>What is wrong with an element's values.</summary>
internal sealed class QualityCounts
{
    public int Expected { get; set; }

    public int Missing { get; set; }

    public int Wrong { get; set; }

    public int Unconfirmed { get; set; }

    public int Disputed { get; set; }

    /// <summary>What somebody can put right now.</summary>
    public int Open => Missing + Wrong + Disputed;

    /// <summary>What is there of what is expected, in hundredths, rounded down; whole where nothing is expected.</summary>
    public int Complete => Expected == 0 ? 100 : (int)(100L * (Expected - Missing) / Expected);

    public int Of(Finding finding) => finding switch { Finding.Missing => Missing, Finding.Wrong => Wrong, Finding.Unconfirmed => Unconfirmed, _ => Disputed };

    public static QualityCounts Sum(IEnumerable<QualityCounts> counts) => counts.Aggregate(new QualityCounts(), (a, b) => new()
    {
        Expected = a.Expected + b.Expected, Missing = a.Missing + b.Missing, Wrong = a.Wrong + b.Wrong, Unconfirmed = a.Unconfirmed + b.Unconfirmed, Disputed = a.Disputed + b.Disputed,
    });
}

/// <summary>One element of the organisation with everything below.</summary>
internal sealed record QualityOfElement(DataElement Element, QualityCounts Counts);

/// <summary>One organisation directly below, with everything below it, by element.</summary>
internal sealed record QualityBelow(QualityPlace Place, IReadOnlyDictionary<string, QualityCounts> Counts)
{
    public QualityCounts Sum { get; } = QualityCounts.Sum(Counts.Values);

    /// <summary>Of one element, or of all.</summary>
    public QualityCounts Of(string? element) => element is null ? Sum : Counts.GetValueOrDefault(element) ?? new();
}

/// <summary>The quality of an organisation's data.</summary>
/// <param name="CountedAt">When the unconfirmed were counted last; null where none were found.</param>
internal sealed record QualityOverview(IReadOnlyList<QualityOfElement> Elements, IReadOnlyList<QualityBelow> Below, DateTimeOffset? CountedAt);
