using System.Numerics;
using System.Security.Cryptography;

namespace Zhijian.Platform.Audit;

/// <summary>The hashes and proofs of RFC 6962: what makes the trace provable, without a database.</summary>
public static class Merkle
{
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Nothing => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> data) => Hash(0, data, []);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Hash(1, left, right);

    /// <summary>The stretches of leaves whose roots prove that a leaf stands at this position of a tree, from the bottom up.</summary>
    public static IReadOnlyList<Stretch> Inclusion(long position, long size)
    {
        List<Stretch> path = [];
        Include(position, 0, size, path);
        return path;
    }

    /// <summary>The stretches whose roots prove that a tree of the first size is the beginning of a tree of the second.</summary>
    public static IReadOnlyList<Stretch> Consistency(long first, long second)
    {
        List<Stretch> path = [];
        if (first > 0 && first < second)
        {
            Continue(first, 0, second, isWhole: true, path);
        }
        return path;
    }

    /// <summary>Whether the path leads from this leaf at this position to the root.</summary>
    public static bool Includes(byte[] leaf, long position, long size, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (position < 0 || position >= size)
        {
            return false;
        }
        var (place, last, hash) = (position, size - 1, leaf);
        foreach (var next in path)
        {
            if (last == 0)
            {
                return false;
            }
            if (IsRight(place) || place == last)
            {
                hash = Node(next, hash);
                (place, last) = UpToRight(place, last);
            }
            else
            {
                hash = Node(hash, next);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the path proves that the second tree continues the first.</summary>
    public static bool Continues(long first, byte[] firstRoot, long second, byte[] secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first < 0 || first >= second || first == 0)
        {
            return path.Count == 0 && (first == 0 ? firstRoot.AsSpan().SequenceEqual(Nothing) : first == second && firstRoot.AsSpan().SequenceEqual(secondRoot));
        }
        if (path.Count == 0)
        {
            return false;
        }
        var (place, last) = (first - 1, second - 1);
        while (IsRight(place))
        {
            (place, last) = (place >> 1, last >> 1);
        }
        var steps = BitOperations.IsPow2(first) ? path : path.Skip(1);
        var (before, after) = BitOperations.IsPow2(first) ? (firstRoot, firstRoot) : (path[0], path[0]);
        foreach (var next in steps)
        {
            if (last == 0)
            {
                return false;
            }
            if (IsRight(place) || place == last)
            {
                (before, after) = (Node(next, before), Node(next, after));
                (place, last) = UpToRight(place, last);
            }
            else
            {
                after = Node(after, next);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        return last == 0 && before.AsSpan().SequenceEqual(firstRoot) && after.AsSpan().SequenceEqual(secondRoot);
    }

    private static bool IsRight(long place) => (place & 1) == 1;

    private static (long Place, long Last) UpToRight(long place, long last)
    {
        while (!IsRight(place) && place != 0)
        {
            (place, last) = (place >> 1, last >> 1);
        }
        return (place, last);
    }

    private static void Include(long position, long from, long until, List<Stretch> path)
    {
        if (until - from <= 1)
        {
            return;
        }
        var middle = from + LargestPowerBelow(until - from);
        if (position < middle)
        {
            Include(position, from, middle, path);
            path.Add(new Stretch(middle, until));
        }
        else
        {
            Include(position, middle, until, path);
            path.Add(new Stretch(from, middle));
        }
    }

    private static void Continue(long first, long from, long until, bool isWhole, List<Stretch> path)
    {
        if (first == until)
        {
            if (!isWhole)
            {
                path.Add(new Stretch(from, until));
            }
            return;
        }
        var middle = from + LargestPowerBelow(until - from);
        if (first <= middle)
        {
            Continue(first, from, middle, isWhole, path);
            path.Add(new Stretch(middle, until));
        }
        else
        {
            Continue(first, middle, until, isWhole: false, path);
            path.Add(new Stretch(from, middle));
        }
    }

    private static long LargestPowerBelow(long size) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(size - 1)));

    private static byte[] Hash(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<byte> all = first.Length + second.Length < 1024 ? stackalloc byte[1 + first.Length + second.Length] : new byte[1 + first.Length + second.Length];
        all[0] = prefix;
        first.CopyTo(all[1..]);
        second.CopyTo(all[(1 + first.Length)..]);
        return SHA256.HashData(all);
    }
}

/// <summary>The leaves from one position until before another.</summary>
public readonly record struct Stretch(long From, long Until);

/// <summary>The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to add leaves and to tell the root.</summary>
public sealed class TreeEdge
{
    private readonly List<byte[]> _peaks = [];

    public long Size { get; private set; }

    /// <summary>The edge as it was kept.</summary>
    public static TreeEdge From(long size, byte[] hashes)
    {
        var edge = new TreeEdge { Size = size };
        edge._peaks.AddRange(hashes.Chunk(Merkle.HashLength));
        return edge._peaks.Count == BitOperations.PopCount((ulong)size) ? edge : throw new InvalidDataException($"The edge of a tree of {size} leaves can't have {edge._peaks.Count} hashes.");
    }

    public void Add(byte[] leaf)
    {
        _peaks.Add(leaf);
        for (var full = Size; (full & 1) == 1; full >>= 1)
        {
            _peaks[^2] = Merkle.Node(_peaks[^2], _peaks[^1]);
            _peaks.RemoveAt(_peaks.Count - 1);
        }
        Size++;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0)
        {
            return Merkle.Nothing;
        }
        var root = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--)
        {
            root = Merkle.Node(_peaks[i], root);
        }
        return root;
    }

    public byte[] ToBytes() => [.. _peaks.SelectMany(p => p)];
}
