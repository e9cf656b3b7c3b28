using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Similarity;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Users of equally many items. Families of ten share a taste to different degrees, so that pairs of every similarity occur; what a
/// user does not share is drawn from a catalogue of 50,000 items.
/// </summary>
internal sealed class SimilarityBenchData
{
    private const int FamilySize = 10;
    private const int Catalogue = 50_000;

    private SimilarityBenchData(uint[][] users)
    {
        Users = users;
        Sets = Array.ConvertAll(users, u => Array.ConvertAll(u, item => MinHasher.ItemOf(MemoryMarshal.Cast<uint, char>([item]))));
        Ids = [.. Enumerable.Range(0, users.Length).Select(i => $"u{i}")];
    }

    /// <summary>Items of each user, distinct and in rising order.</summary>
    public uint[][] Users { get; }

    /// <summary>Hashes of the items.</summary>
    public ulong[][] Sets { get; }

    /// <summary>Ids of the users.</summary>
    public string[] Ids { get; }

    public static SimilarityBenchData Generate(int users, int items, int seed)
    {
        var random = new Random(seed);
        var all = new uint[users][];
        uint[] taste = [];
        for (var u = 0; u < users; u++)
        {
            if (u % FamilySize == 0) taste = [.. Enumerable.Range(0, items).Select(_ => (uint)random.Next(Catalogue))];
            var loyalty = 0.6 + (0.4 * random.NextDouble());
            var own = new SortedSet<uint>();
            foreach (var item in taste)
                if (random.NextDouble() < loyalty) own.Add(item);
            while (own.Count < items) own.Add((uint)random.Next(Catalogue));
            all[u] = [.. own];
        }

        return new(all);
    }

    /// <summary>For numpy: the items of all users one after the other, as little-endian 32-bit integers.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        foreach (var user in Users) file.Write(MemoryMarshal.AsBytes(user.AsSpan()));
    }

    /// <summary>
    /// All pairs of the first users from a similarity up, by counting for each user what it has in common with every other one: brute
    /// force, only that users without a common item cost nothing.
    /// </summary>
    public Dictionary<(int One, int Other), double> PairsFrom(double similarity, int users)
    {
        var owners = new Dictionary<uint, List<int>>();
        var common = new int[users];
        var pairs = new Dictionary<(int, int), double>();
        var touched = new List<int>();
        for (var u = 0; u < users; u++)
        {
            foreach (var item in Users[u])
            {
                if (!owners.TryGetValue(item, out var before)) owners.Add(item, before = []);
                foreach (var other in before)
                    if (common[other]++ == 0) touched.Add(other);
                before.Add(u);
            }

            foreach (var other in touched)
            {
                var jaccard = (double)common[other] / (Users[u].Length + Users[other].Length - common[other]);
                if (jaccard >= similarity) pairs[(other, u)] = jaccard;
                common[other] = 0;
            }

            touched.Clear();
        }

        return pairs;
    }
}
