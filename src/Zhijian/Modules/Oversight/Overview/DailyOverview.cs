using Zhijian.Platform.Oversight;

namespace Zhijian.Modules.Oversight.Overview;

/// <summary>What one day's overview says. Signed as it is written; the page reads it back, never anew.</summary>
/// <param name="Counts">Acts by line, between the last overview's moment and this one's.</param>
/// <param name="Answers">Refused, limited and broken answers.</param>
/// <param name="BackupHours">Age of the newest backup; null where there is none.</param>
/// <param name="DrillDays">How long ago a restore was practised; null where never.</param>
/// <param name="Floors">Parts older than the version below which known holes are open.</param>
/// <param name="AuditRoot">Root of the newest signed checkpoint of the trace.</param>
/// <param name="Retention">What the last nightly deletion did; null where there was none.</param>
/// <param name="BackupProblem">Why the last backup went wrong; null where it went well.</param>
/// <param name="Bodies">Of how many different posts those are who receive it.</param>
public sealed record DailyOverview(
    DateOnly Day, DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<OverviewLine, long> Counts, IReadOnlyDictionary<string, long> Answers, int? BackupHours, int? DrillDays, bool? DrillSucceeded,
    IReadOnlyList<string> Floors, long FreeMegabytes, long AuditSize, string AuditRoot, int Receivers, int Bodies, RetentionNews? Retention = null, string? BackupProblem = null)
{
    /// <summary>The hour of the institution's day at which it is made (the paper's own measure).</summary>
    public static readonly TimeOnly Hour = new(22, 0);

    /// <summary>Looking back over a longer outage would only repeat old news.</summary>
    private const int MostDaysBack = 40;

    /// <summary>The last day whose overview is due.</summary>
    public static DateOnly LastDue(DateTime local) => TimeOnly.FromDateTime(local) >= Hour ? DateOnly.FromDateTime(local) : DateOnly.FromDateTime(local).AddDays(-1);

    /// <summary>The days that still lack an overview, oldest first. A clock that jumped back makes none twice; one that ran ahead makes none twice when it is put right.</summary>
    public static IReadOnlyList<DateOnly> Missing(DateOnly? last, DateOnly due)
    {
        var first = last is { } known ? known.AddDays(1) : due;
        first = first < due.AddDays(-MostDaysBack) ? due.AddDays(-MostDaysBack) : first;
        return [.. Enumerable.Range(0, Math.Max(0, due.DayNumber - first.DayNumber + 1)).Select(first.AddDays)];
    }
}

/// <summary>What the last nightly deletion did.</summary>
/// <param name="Unfinished">Tables that could not be done; they are tried again.</param>
public sealed record RetentionNews(DateOnly Day, long Removed, long Held, int Unfinished);
