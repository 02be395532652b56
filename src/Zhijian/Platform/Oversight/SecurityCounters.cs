using System.Collections.Concurrent;

namespace Zhijian.Platform.Oversight;

/// <summary>
/// Counts what leaves no entry in the journal: refusals, limits, breakdowns. In memory, written away each minute; a crash loses at most that minute.
/// Kinds of answers are counted, never persons.
/// </summary>
public sealed class SecurityCounters(TimeProvider clock)
{
    /// <summary>Alarms look no further back.</summary>
    private const int MostMinutes = 60;

    private readonly ConcurrentDictionary<(string Kind, long Minute), long> _recent = new();

    private readonly ConcurrentDictionary<string, long> _counts = new();

    public void Answered(int status)
    {
        if (status is 403 or 429 or >= 500)
        {
            var kind = status switch { 403 => "refused", 429 => "limited", _ => "broken" };
            _counts.AddOrUpdate(kind, 1, static (_, n) => n + 1);
            _recent.AddOrUpdate((kind, Minute), 1, static (_, n) => n + 1);
        }
    }

    private long Minute => clock.GetTimestamp() / (clock.TimestampFrequency * 60);

    /// <summary>How many of a kind in the last minutes, at most an hour; on the clock that is never set.</summary>
    public long Within(string kind, TimeSpan window)
    {
        var now = Minute;
        foreach (var old in _recent.Keys.Where(k => k.Minute < now - MostMinutes))
        {
            _recent.TryRemove(old, out _);
        }
        return _recent.Where(r => r.Key.Kind == kind && r.Key.Minute > now - (long)window.TotalMinutes).Sum(r => r.Value);
    }

    /// <summary>Everything counted since the last time.</summary>
    public IReadOnlyDictionary<string, long> Take()
    {
        Dictionary<string, long> taken = [];
        foreach (var kind in _counts.Keys)
        {
            if (_counts.TryRemove(kind, out var count))
            {
                taken[kind] = count;
            }
        }
        return taken;
    }

    /// <summary>What could not be written is counted again.</summary>
    public void PutBack(IReadOnlyDictionary<string, long> taken)
    {
        foreach (var (kind, count) in taken)
        {
            _counts.AddOrUpdate(kind, count, (_, n) => n + count);
        }
    }
}
