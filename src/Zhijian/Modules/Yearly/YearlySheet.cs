using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Yearly;

/// <summary>The yearly table of one organisation and everything below it, as it was frozen with those of all others of its freezing. Written once; a
/// freezing of the same year later is another edition beside it.</summary>
public sealed class YearlySheet
{
    public const int LongestReason = 300;

    /// <summary>So many years back can be frozen.</summary>
    public const int YearsBack = 5;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Common to all tables that were frozen together.</summary>
    public required Guid FreezingId { get; init; }

    public required Guid OrganisationId { get; init; }

    /// <summary>Where the organisation stands today.</summary>
    public required string Path { get; set; }

    /// <summary>Where it stood on the day.</summary>
    public required string PathThen { get; init; }

    /// <summary>Above which organisation's table it adds up.</summary>
    public required string ParentPathThen { get; init; }

    public required string Name { get; init; }

    public required OrganisationKind Kind { get; init; }

    public required int Year { get; init; }

    /// <summary>The day that was counted.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Whether the year was not over on that day: a look ahead, not the year's table.</summary>
    public required bool IsTrial { get; init; }

    /// <summary>Counts the freezings of one year by one organisation from 1, trials by themselves.</summary>
    public required int Edition { get; init; }

    /// <summary>Why it was frozen anew; null for the first.</summary>
    public string? Reason { get; init; }

    /// <summary>The organisation whose department froze it.</summary>
    public required Guid FrozenAtOrganisationId { get; init; }

    public required string FrozenAt { get; init; }

    /// <summary>Whether it is the table of the organisation that froze.</summary>
    public bool IsFirst => OrganisationId == FrozenAtOrganisationId;

    public required DateTimeOffset CreatedAt { get; init; }

    public required Guid CreatedBy { get; init; }

    public required string Author { get; init; }

    /// <summary>The lines' rule pack with its version.</summary>
    public required string Pack { get; init; }

    public required IReadOnlyList<YearlyLine> Lines { get; init; }

    /// <summary>The days that can be counted: today and the ends of this year's months as trials, then the ends of the years before.</summary>
    public static IReadOnlyList<DateOnly> Days(DateOnly today) =>
    [
        .. Enumerable.Range(1, YearsBack).Select(back => new DateOnly(today.Year - back, 12, 31)),
        today,
        .. Enumerable.Range(1, today.Month - 1).Select(month => new DateOnly(today.Year, month, 1).AddMonths(1).AddDays(-1)).Reverse(),
    ];

    /// <summary>Whether this day is only a look ahead.</summary>
    public static bool IsTrialOn(DateOnly day, DateOnly today) => day.Year == today.Year;

    /// <summary>Whether a year can be frozen by a day; the first time without a reason, later with one. Trials need none.</summary>
    /// <param name="earlier">How many editions there are of this year.</param>
    public static Refusal? WhyNot(DateOnly? day, string? reason, int earlier, DateOnly today) =>
        day is not { } on || !Days(today).Contains(on) ? YearlyRefusals.NoSuchDay
        : reason?.Trim().Length > LongestReason ? PlatformRefusals.TooLong.With(LongestReason).At("Form.Reason")
        : earlier > 0 && !IsTrialOn(on, today) && string.IsNullOrWhiteSpace(reason)
            ? YearlyRefusals.ReasonNeeded.With(on.Year.ToString(CultureInfo.InvariantCulture))
        : null;
}

/// <summary>A year was frozen for an organisation and everything below it.</summary>
/// <param name="Organisations">How many tables were written.</param>
public sealed record YearFrozen(Guid SubjectId, string OrganisationPath, int Year, DateOnly AsOf, bool IsTrial, int Edition, string? Reason,
    int Organisations) : IFact;

/// <summary>What a post may do with yearly statistics.</summary>
public static class YearlyActs
{
    /// <summary>Freeze the year of the own organisation and everything below it.</summary>
    public const string Freeze = "statistics.freeze";
}

/// <summary>Why a year can't be frozen.</summary>
public static class YearlyRefusals
{
    public static readonly Refusal NoSuchDay = new("yearly.no-such-day", RefusalKind.BadInput, "Form.Day");

    /// <summary>The organisation did not exist on that day.</summary>
    public static readonly Refusal NotFounded = new("yearly.not-founded", RefusalKind.BadInput, "Form.Day");

    /// <summary>The value is the year.</summary>
    public static readonly Refusal ReasonNeeded = new("yearly.reason-needed", RefusalKind.BadInput, "Form.Reason");
}
