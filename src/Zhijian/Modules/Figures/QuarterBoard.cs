using Dapper;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Figures;

/// <summary>What one organisation owes in a quarter and where each of it stands, for the matrix of a branch's home.</summary>
public sealed class QuarterBoard
{
    /// <summary>Two result sets for <see cref="Read"/>. Parameters: @organisation, @quarterFirst, @quarterLast.</summary>
    public static readonly string Sql =
        $"""
        {Overview.MissingRows("b.organisation_id = @organisation and b.period_end >= @quarterFirst and b.period_start <= @quarterLast", 100)};
        select subject_id as SubjectId, kind, held_on as HeldOn, starts_at as StartsAt, state, title from standing
        where owed_by = @organisation and held_on between @quarterFirst and @quarterLast order by held_on, subject_id limit 300;
        """;

    public required ReportingPeriod Quarter { get; init; }

    public required DateOnly Today { get; init; }

    public required IReadOnlyList<MissingRow> Owed { get; init; }

    public required IReadOnlyList<StandingOn> Standings { get; init; }

    public IEnumerable<DateOnly> Months => Enumerable.Range(0, 3).Select(Quarter.First.AddMonths);

    /// <summary>The rows of the matrix: monthly duties first, then those of the quarter and the year.</summary>
    public IEnumerable<IGrouping<(PeriodKind Every, ActivityKind Kind), MissingRow>> Rows =>
        Owed.GroupBy(o => (o.Period.Kind, o.Activity)).OrderBy(g => g.Key);

    /// <summary>Obligations that apply, how many are met, and how many are missing.</summary>
    public (int All, int Met, int Missing) Totals => (
        Owed.Sum(o => o.Expected), Owed.Sum(o => o.Met), Owed.Where(o => o.On(Today) == DutyStanding.Missing).Sum(o => o.Open));

    public static async Task<QuarterBoard> Read(SqlMapper.GridReader sets, DateOnly today) => new()
    {
        Quarter = ReportingPeriod.Containing(today, PeriodKind.Quarter),
        Today = today,
        Owed = (await sets.ReadAsync<MissingRow>()).AsList(),
        Standings = (await sets.ReadAsync<StandingOn>()).AsList(),
    };

    /// <summary>How the cell of an obligation reads: what needs a hand comes first.</summary>
    public BoardCell Cell(MissingRow owed)
    {
        var here = Standings.Where(s => s.Kind == owed.Kind && owed.Period.Contains(s.HeldOn)).ToList();
        StandingOn? At(string state) => here.LastOrDefault(s => s.State == state);
        return owed switch
        {
            { Expected: 0 } => new BoardCell(BoardState.NotApplicable, null),
            { Open: <= 0, InReview: <= 0, Excused: <= 0 } => new BoardCell(BoardState.Met, At("Filed")),
            _ when At("Returned") is { } back => new BoardCell(BoardState.Returned, back),
            { Open: <= 0, InReview: > 0 } => new BoardCell(BoardState.InReview, At("InReview")),
            { Open: <= 0 } => new BoardCell(BoardState.Excused, null),
            _ when here.FirstOrDefault(s => s.State == "Planned") is { } plan => new BoardCell(
                plan.HeldOn >= Today ? BoardState.Planned : owed.DueOn < Today ? BoardState.MinutesMissing : BoardState.Held, plan),
            _ => new BoardCell(owed.DueOn < Today ? BoardState.Missing : BoardState.ToPlan, null),
        };
    }
}

/// <summary>Where an activity stands, as the board needs it.</summary>
public sealed class StandingOn
{
    public Guid SubjectId { get; set; }

    public string Kind { get; set; } = "";

    public DateOnly HeldOn { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    public string State { get; set; } = "";

    public string? Title { get; set; }
}

/// <summary>A cell: its state and the activity behind it.</summary>
public sealed record BoardCell(BoardState State, StandingOn? Activity);

/// <summary>How an obligation's cell reads.</summary>
public enum BoardState
{
    Met,
    InReview,
    Returned,
    Planned,

    /// <summary>Held, its record is still to be written, and there is time.</summary>
    Held,

    /// <summary>Held, but the period ended without a record.</summary>
    MinutesMissing,
    ToPlan,
    Missing,
    Excused,
    NotApplicable,
}
