using Zhijian.Platform.Ahead;

namespace Zhijian.Modules.Reminding.Ahead;

/// <summary>How near the last day in time is.</summary>
public enum AheadBand
{
    Late,

    /// <summary>Today or within seven days.</summary>
    Week,

    /// <summary>In 8 to 14 days.</summary>
    Fortnight,

    /// <summary>In 15 to 30 days.</summary>
    Month,

    /// <summary>After that: what needs a longer preparation.</summary>
    Later,
}

/// <summary>Which band a matter belongs to.</summary>
internal static class AheadBands
{
    public static AheadBand BandOn(this Matter matter, DateOnly today) => (matter.DueOn.DayNumber - today.DayNumber) switch
    {
        < 0 => AheadBand.Late,
        <= 7 => AheadBand.Week,
        <= 14 => AheadBand.Fortnight,
        <= MattersQuery.DaysAhead => AheadBand.Month,
        _ => AheadBand.Later,
    };

    public static string Id(AheadBand band) => band.ToString().ToLowerInvariant();
}
