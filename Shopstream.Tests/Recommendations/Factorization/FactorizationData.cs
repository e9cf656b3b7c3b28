using System.Globalization;
using System.IO.Compression;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Tests.Recommendations.Factorization;

/// <summary>Matrices to factorise.</summary>
internal static class FactorizationData
{
    /// <summary>Random entries with values from -1 to 3, about <paramref name="density"/> of all pairs.</summary>
    public static InteractionMatrix Random(int users, int items, double density, int seed, bool negatives = true)
    {
        var random = new SeededRandom(seed);
        List<(int, int, float)> entries = [];
        for (var u = 0; u < users; u++)
        {
            for (var i = 0; i < items; i++)
            {
                if (random.NextDouble() < density) entries.Add((u, i, random.Below(4) is var v && v == 0 ? (negatives ? -1 : 1) : v));
            }
        }

        return Of(users, items, entries);
    }

    /// <summary>The matrix of some entries.</summary>
    public static InteractionMatrix Of(int users, int items, IReadOnlyList<(int User, int Item, float Value)> entries) =>
        InteractionMatrix.Build(users, items, [.. entries.Select(e => new Interaction(e.User, e.Item, e.Value, null))], RepeatedPairs.Last);

    /// <summary>The ratings of a MovieLens file: user, item, rating from 1 to 5; ids counted from 0.</summary>
    public static InteractionMatrix MovieLens(string path, bool ratings)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        List<(int, int, float)> entries = [];
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t').Select(c => int.Parse(c, CultureInfo.InvariantCulture)).ToArray();
            entries.Add((cells[0] - 1, cells[1] - 1, ratings ? cells[2] : 1));
        }

        return Of(943, 1682, entries);
    }

    /// <summary>NDCG@10 with training items removed, averaged over the users with test items.</summary>
    public static double NdcgAt10(InteractionMatrix train, InteractionMatrix test, Action<int, float[]> score)
    {
        var (sum, users) = (0.0, 0);
        var scores = new float[train.Items];
        for (var u = 0; u < test.Users; u++)
        {
            if (test.ItemsOf(u).IsEmpty) continue;
            score(u, scores);
            foreach (var seen in train.ItemsOf(u)) scores[seen] = float.NegativeInfinity;
            var wanted = test.ItemsOf(u).ToArray().ToHashSet();
            var top = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(10).ToArray();
            var gain = Enumerable.Range(0, 10).Where(r => wanted.Contains(top[r])).Sum(r => 1 / Math.Log2(r + 2));
            sum += gain / Enumerable.Range(0, Math.Min(10, wanted.Count)).Sum(r => 1 / Math.Log2(r + 2));
            users++;
        }

        return sum / users;
    }
}
