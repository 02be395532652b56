using System.Collections.Concurrent;

namespace Zhijian.Platform.Limits;

/// <summary>
/// How often something may be done within a span of time, by each of those who do it: exact to the request, in memory only.
/// The times of the last uses are kept, so the wait that is named is the true one. Whoever has been quiet for the span is forgotten.
/// </summary>
/// <param name="most">Uses within the span; 0 switches the budget off.</param>
/// <param name="locks">Once spent, all of it stays spent until the span after the last use is over, instead of coming back use by use.</param>
internal sealed class Budget<TWho>(int most, TimeSpan span, TimeProvider clock, bool locks = false)
    where TWho : notnull
{
    private readonly ConcurrentDictionary<TWho, Uses> _uses = new();
    private readonly long _span = (long)(span.TotalSeconds * clock.TimestampFrequency);
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>How many are remembered at this moment.</summary>
    public int Remembered => _uses.Count;

    /// <summary>Uses it once: nothing where that is allowed, else the time after which it goes on. A refused use does not count.</summary>
    public TimeSpan? Take(TWho who)
    {
        if (most <= 0)
        {
            return null;
        }
        var now = clock.GetTimestamp();
        Sweep(now);
        while (true)
        {
            var uses = _uses.GetOrAdd(who, static _ => new());
            lock (uses)
            {
                // Between finding and locking it may have been swept away.
                if (uses.IsForgotten)
                {
                    continue;
                }
                var wait = uses.Take(now, _span, most, locks);
                return wait == 0 ? null : clock.GetElapsedTime(0, wait);
            }
        }
    }

    /// <summary>The last use did not count after all.</summary>
    public void GiveBack(TWho who)
    {
        if (_uses.TryGetValue(who, out var uses))
        {
            lock (uses)
            {
                uses.GiveBack();
            }
        }
    }

    public void Forget(TWho who) => _uses.TryRemove(who, out _);

    private void Sweep(long now)
    {
        var sweptAt = Volatile.Read(ref _sweptAt);
        if (now - sweptAt < _span || Interlocked.CompareExchange(ref _sweptAt, now, sweptAt) != sweptAt)
        {
            return;
        }
        foreach (var (who, uses) in _uses)
        {
            lock (uses)
            {
                if (now - uses.LastAt >= _span)
                {
                    uses.IsForgotten = true;
                    _uses.TryRemove(new(who, uses));
                }
            }
        }
    }

    /// <summary>The times of the last uses, oldest first, in a ring that grows up to the budget.</summary>
    private sealed class Uses
    {
        private long[] _at = new long[2];
        private int _first;
        private int _count;

        public bool IsForgotten { get; set; }

        public long LastAt => _count == 0 ? long.MinValue / 2 : _at[(_first + _count - 1) % _at.Length];

        public long Take(long now, long span, int most, bool locks)
        {
            if (!locks || _count < most || now - LastAt >= span)
            {
                DropBefore(now - span);
            }
            if (_count >= most)
            {
                return (locks ? LastAt : _at[_first]) + span - now;
            }
            Add(now);
            return 0;
        }

        public void GiveBack() => _count = Math.Max(0, _count - 1);

        private void DropBefore(long end)
        {
            while (_count > 0 && _at[_first] <= end)
            {
                _first = (_first + 1) % _at.Length;
                _count--;
            }
        }

        private void Add(long now)
        {
            if (_count == _at.Length)
            {
                var larger = new long[_at.Length * 2];
                for (var i = 0; i < _count; i++)
                {
                    larger[i] = _at[(_first + i) % _at.Length];
                }
                _at = larger;
                _first = 0;
            }
            _at[(_first + _count) % _at.Length] = now;
            _count++;
        }
    }
}
