using System.Security.Cryptography;

namespace Zhijian.Platform.Audit;

public sealed class MerkleTests
{
    private const int Largest = 70;
    private const int Forgeries = 1000;

    /// <summary>The leaves and roots that the reference implementations of RFC 6962 are tested with.</summary>
    private static readonly string[] VectorLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] VectorRoots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_tree_has_the_roots_of_the_reference_vectors()
    {
        var edge = new TreeEdge();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(edge.Root()));
        foreach (var (leaf, root) in VectorLeaves.Zip(VectorRoots))
        {
            edge.Add(Merkle.Leaf(Convert.FromHexString(leaf)));
            Assert.Equal(root, Convert.ToHexStringLower(edge.Root()));
        }
        Console.WriteLine($"figure audit-rfc6962-vectors {VectorRoots.Length}");
    }

    [Fact]
    public void Every_leaf_of_every_tree_is_proven_to_stand_where_it_stands()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var leaves = Leaves(size);
            for (var position = 0; position < size; position++)
            {
                Assert.True(Merkle.Includes(leaves[position], position, size, Roots(leaves, Merkle.Inclusion(position, size)), Root(leaves, size)), $"{position} of {size}");
            }
        }
    }

    [Fact]
    public void Every_tree_is_proven_to_continue_every_earlier_one()
    {
        var leaves = Leaves(Largest);
        for (var second = 0; second <= Largest; second++)
        {
            for (var first = 0; first <= second; first++)
            {
                Assert.True(Merkle.Continues(first, Root(leaves, first), second, Root(leaves, second), Roots(leaves, Merkle.Consistency(first, second))), $"{first} to {second}");
            }
        }
    }

    [Fact]
    public void An_edge_that_was_kept_grows_as_one_that_was_not()
    {
        var leaves = Leaves(Largest);
        var edge = new TreeEdge();
        foreach (var leaf in leaves)
        {
            edge = TreeEdge.From(edge.Size, edge.ToBytes());
            edge.Add(leaf);
            Assert.Equal(Root(leaves, (int)edge.Size), edge.Root());
        }
        Assert.Throws<InvalidDataException>(() => TreeEdge.From(3, new byte[Merkle.HashLength]));
    }

    [Fact]
    public void A_million_entries_are_proven_with_twenty_hashes() => Assert.InRange(Merkle.Inclusion(123_456, 1_000_000).Count, 1, 20);

    [Fact]
    public void Forged_proofs_are_refused()
    {
        var random = new Random(20261121);
        var refused = 0;
        for (var i = 0; i < Forgeries; i++)
        {
            var size = random.Next(2, 400);
            var leaves = Leaves(size);
            refused += (i % 2 == 0 ? IncludesForged(leaves, random) : ContinuesForged(leaves, random)) ? 0 : 1;
        }
        Console.WriteLine($"figure audit-forged-proofs-refused {refused} {Forgeries} {(refused == Forgeries ? "met" : "short")}");
        Assert.Equal(Forgeries, refused);
    }

    private static bool IncludesForged(byte[][] leaves, Random random)
    {
        var position = random.Next(leaves.Length);
        var path = Roots(leaves, Merkle.Inclusion(position, leaves.Length));
        var (leaf, root) = (leaves[position], Root(leaves, leaves.Length));
        return random.Next(5) switch
        {
            0 => Merkle.Includes(Flipped(leaf, random), position, leaves.Length, path, root),
            1 => Merkle.Includes(leaf, (position + random.Next(1, leaves.Length)) % leaves.Length, leaves.Length, path, root),
            2 => Merkle.Includes(leaf, position, leaves.Length, path, Flipped(root, random)),
            3 => Merkle.Includes(leaf, position, leaves.Length, Forged(path, random), root),
            // An inner node is no leaf: that is what the prefixes are for.
            _ => Merkle.Includes(Merkle.Leaf([.. leaves[0], .. leaves[1]]), 0, leaves.Length, Roots(leaves, Merkle.Inclusion(0, leaves.Length)), root),
        };
    }

    private static bool ContinuesForged(byte[][] leaves, Random random)
    {
        var first = random.Next(1, leaves.Length);
        var path = Roots(leaves, Merkle.Consistency(first, leaves.Length));
        var (before, after) = (Root(leaves, first), Root(leaves, leaves.Length));
        return random.Next(4) switch
        {
            0 => Merkle.Continues(first, Flipped(before, random), leaves.Length, after, path),
            1 => Merkle.Continues(first, before, leaves.Length, Flipped(after, random), path),
            2 => Merkle.Continues(first, before, leaves.Length, after, Forged(path, random)),
            _ => Merkle.Continues(leaves.Length, after, first, before, path),
        };
    }

    private static byte[][] Forged(byte[][] path, Random random)
    {
        var at = random.Next(path.Length);
        return random.Next(3) switch
        {
            0 => [.. path[..at], Flipped(path[at], random), .. path[(at + 1)..]],
            1 => [.. path[..at], .. path[(at + 1)..]],
            _ => [.. path, SHA256.HashData([(byte)at])],
        };
    }

    private static byte[] Flipped(byte[] hash, Random random)
    {
        byte[] other = [.. hash];
        other[random.Next(other.Length)] ^= (byte)(1 << random.Next(8));
        return other;
    }

    private static byte[][] Leaves(int size) => [.. Enumerable.Range(0, size).Select(i => Merkle.Leaf(BitConverter.GetBytes(i)))];

    private static byte[][] Roots(byte[][] leaves, IReadOnlyList<Stretch> stretches) => [.. stretches.Select(s => Naive(leaves, (int)s.From, (int)s.Until))];

    private static byte[] Root(byte[][] leaves, int size) => Naive(leaves, 0, size);

    /// <summary>The root as RFC 6962 defines it, word by word.</summary>
    private static byte[] Naive(byte[][] leaves, int from, int until)
    {
        if (until == from)
        {
            return SHA256.HashData([]);
        }
        if (until - from == 1)
        {
            return leaves[from];
        }
        var half = 1;
        while (half * 2 < until - from)
        {
            half *= 2;
        }
        return SHA256.HashData([1, .. Naive(leaves, from, from + half), .. Naive(leaves, from + half, until)]);
    }
}
