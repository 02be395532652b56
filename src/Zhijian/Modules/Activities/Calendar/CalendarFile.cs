using System.Globalization;
using System.Text;

namespace Zhijian.Modules.Activities.Calendar;

/// <summary>Writes a calendar as RFC 5545 wants it: UTC times, escaped texts, lines of at most 75 octets that end with CRLF.</summary>
internal static class CalendarFile
{
    private const int LongestLine = 75;

    public static string Write(string name, IEnumerable<CalendarEvent> events, DateTimeOffset now)
    {
        var text = new StringBuilder(4096);
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Zhijian//Activities//ZH");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "X-WR-CALNAME:" + Escaped(name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        Line(text, "X-PUBLISHED-TTL:PT1H");
        foreach (var e in events)
        {
            Event(text, e, now);
        }
        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static void Event(StringBuilder text, CalendarEvent e, DateTimeOffset now)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{e.Id:N}@zhijian");
        Line(text, "DTSTAMP:" + Utc(now));
        Line(text, "DTSTART:" + Utc(e.StartsAt));
        Line(text, "DTEND:" + Utc(e.EndsAt));
        Line(text, "SEQUENCE:" + e.Version.ToString(CultureInfo.InvariantCulture));
        Line(text, "SUMMARY:" + Escaped(e.Title));
        if (e.Place is { Length: > 0 } place)
        {
            Line(text, "LOCATION:" + Escaped(place));
        }
        if (e.Address is { Length: > 0 } address)
        {
            Line(text, "URL:" + address);
        }
        Line(text, e.IsCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(text, "END:VEVENT");
    }

    /// <summary>Folds after 75 octets, never inside a character.</summary>
    internal static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }

    internal static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\n", StringComparison.Ordinal);

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>One event of a calendar.</summary>
internal sealed record CalendarEvent(Guid Id, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Place, string? Address, bool IsCancelled, int Version);
