using System.Collections.Concurrent;

namespace Zhijian.Platform.Oversight;

/// <summary>
/// Counts what leaves no entry in the journal: refusals, limits, breakdowns. In memory, written away each minute; a crash loses at most that minute.
/// Kinds of answers are counted, never persons.
/// </summary>
public sealed class SecurityCounters
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public void Answered(int status)
    {
        if (status is 403 or 429 or >= 500)
        {
            _counts.AddOrUpdate(status switch { 403 => "refused", 429 => "limited", _ => "broken" }, 1, static (_, n) => n + 1);
        }
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
