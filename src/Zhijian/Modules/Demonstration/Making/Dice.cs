using System.Buffers.Binary;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Chance that repeats itself: the same seed and purpose always give the same row of numbers, whatever was drawn elsewhere.</summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    public static Dice For(int seed, string purpose)
    {
        // FNV-1a, so that it does not depend on the runtime's own hash.
        var state = 14695981039346656037UL ^ (uint)seed;
        foreach (var letter in purpose)
        {
            state = (state ^ letter) * 1099511628211UL;
        }
        return new Dice(state);
    }

    /// <summary>From 0 up to, not including, the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Percent(int chance) => Below(100) < chance;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>So many different ones, in random order.</summary>
    public List<T> Draw<T>(IEnumerable<T> from, int count)
    {
        var left = from.ToList();
        for (var i = 0; i < Math.Min(count, left.Count); i++)
        {
            var other = i + Below(left.Count - i);
            (left[i], left[other]) = (left[other], left[i]);
        }
        return left[..Math.Min(count, left.Count)];
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)(Next() >> 32);
        }
        return bytes;
    }

    /// <summary>An identifier as the program would have given it at that moment (version 7), drawn from this dice.</summary>
    public Guid Id(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (Next() & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (Next() >> 2));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>SplitMix64.</summary>
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
