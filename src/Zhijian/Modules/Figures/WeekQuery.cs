using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>What happened in a span of days at and below an organisation; its cost follows the span, not the history.</summary>
public sealed class WeekQuery(Fence fence, InstitutionTime institution)
{
    /// <summary>A week is of what was held; what was issued or released has traces too and is counted elsewhere.</summary>
    private static readonly string[] Kinds = Enum.GetNames<ActivityKind>();

    /// <summary>What was held in the span, or is planned in it, and how its figures moved, by kind.</summary>
    public async Task<WeekFigures> Of(string path, DateOnly first, DateOnly last, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select kind, count(distinct subject_id)::int as Held, count(distinct subject_id) filter (where state = 'Filed')::int as Filed, count(distinct subject_id) filter (where state = 'InReview')::int as InReview
            from standing where path >= @path and path < @path || '~' and held_on between @first and @last and kind = any(@Kinds) group by kind;
            select kind, count(distinct record_id) filter (where reversed_at is null or reversed_at >= @until)::int as Added, count(distinct record_id) filter (where held_on < @first and (reversed_at is null or reversed_at >= @until))::int as Earlier
            from trace where path >= @path and path < @path || '~' and filed_at >= @since and filed_at < @until and kind = any(@Kinds) group by kind;
            select kind, count(distinct record_id)::int as TakenBack from trace
            where path >= @path and path < @path || '~' and reversed_at >= @since and reversed_at < @until and filed_at < @since and kind = any(@Kinds) group by kind;
            """,
            new { path, first, last, Kinds, since = institution.At(first, TimeOnly.MinValue), until = institution.At(last.AddDays(1), TimeOnly.MinValue) }, cancel);
        var held = await sets.ReadAsync<HeldRow>();
        var moved = (await sets.ReadAsync<MovedRow>()).ToDictionary(r => r.Kind);
        foreach (var back in await sets.ReadAsync<MovedRow>())
        {
            moved[back.Kind] = moved.TryGetValue(back.Kind, out var row) ? row with { TakenBack = back.TakenBack } : back;
        }
        return new WeekFigures(
            [.. held.Select(h => new WeekHeld(Enum.Parse<ActivityKind>(h.Kind), h.Held, h.Filed, h.InReview)).OrderBy(h => h.Kind)],
            [.. moved.Values.Select(m => new WeekMoved(Enum.Parse<ActivityKind>(m.Kind), m.Added, m.Earlier, m.TakenBack)).Where(m => m.Added + m.TakenBack > 0).OrderBy(m => m.Kind)]);
    }

    /// <summary>How much each organisation itself held in the span, by path.</summary>
    public async Task<IReadOnlyDictionary<string, int>> HeldByPlace(DateOnly first, DateOnly last, CancellationToken cancel) =>
        (await fence.Rows<PlaceRow>("select path, count(*)::int as Held from standing where held_on between @first and @last and kind = any(@Kinds) group by path", new { first, last, Kinds }, cancel)).ToDictionary(r => r.Path, r => r.Held);

    private sealed record HeldRow(string Kind, int Held, int Filed, int InReview);

    private sealed record MovedRow
    {
        public string Kind { get; init; } = "";

        public int Added { get; init; }

        public int Earlier { get; init; }

        public int TakenBack { get; init; }
    }

    private sealed record PlaceRow(string Path, int Held);
}

/// <summary>A span of days in figures.</summary>
public sealed record WeekFigures(IReadOnlyList<WeekHeld> Held, IReadOnlyList<WeekMoved> Moved)
{
    public int HeldAltogether => Held.Sum(h => h.Held);
}

/// <summary>What was held of a kind, each once whoever took part; how much of it is filed or in review today.</summary>
public sealed record WeekHeld(ActivityKind Kind, int Held, int Filed, int InReview)
{
    /// <summary>Neither filed nor handed in.</summary>
    public int Unrecorded => Held - Filed - InReview;
}

/// <summary>How the filed figure of a kind moved.</summary>
/// <param name="Added">Filed in the span and still filed at its end.</param>
/// <param name="Earlier">Of these, held before the span.</param>
/// <param name="TakenBack">Filed before the span and undone in it.</param>
public sealed record WeekMoved(ActivityKind Kind, int Added, int Earlier, int TakenBack);
