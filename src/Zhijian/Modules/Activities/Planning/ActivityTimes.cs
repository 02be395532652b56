using System.Globalization;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Reads day and times as browsers send them, in the institution's zone.</summary>
internal static class ActivityTimes
{
    public static Refusal? Read(string? day, string? from, string? until, InstitutionTime time, out DateTimeOffset startsAt, out DateTimeOffset endsAt)
    {
        startsAt = endsAt = default;
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1950 or > 2200)
        {
            return string.IsNullOrWhiteSpace(day) ? PlatformRefusals.Required.At("Form.Day") : PlatformRefusals.NotReadable.At("Form.Day");
        }
        if (!TryTime(from, out var start))
        {
            return PlatformRefusals.NotReadable.At("Form.From");
        }
        if (!TryTime(until, out var end))
        {
            return PlatformRefusals.NotReadable.At("Form.Until");
        }
        startsAt = time.At(date, start);
        endsAt = time.At(date, end);
        return null;
    }

    private static bool TryTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
