using System.Runtime.InteropServices;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Interactions of a generated shop: items have skewed popularity and belong to groups, users prefer a few groups. One more item a
/// user, drawn the same way and never trained on, is held out.
/// </summary>
internal sealed record FactorizationBenchData(InteractionMatrix Users, int[] HeldOut)
{
    private const int Groups = 50;
    private const int GroupsOfAUser = 3;
    private const double OwnGroups = 0.8;
    private const double Skew = 3;

    /// <summary>Generates; the same seed gives the same shop. Every user has the same number of different items.</summary>
    public static FactorizationBenchData Generate(int users, int items, int interactions, int seed)
    {
        var each = interactions / users;
        var starts = Enumerable.Range(0, users + 1).Select(u => u * each).ToArray();
        var (columns, values, heldOut) = (new int[users * each], new float[users * each], new int[users]);
        Parallel.For(0, users, user =>
        {
            var random = new SeededRandom(seed, user);
            Span<int> groups = stackalloc int[GroupsOfAUser];
            foreach (ref var group in groups) group = random.Below(Groups);
            HashSet<int> own = [];
            var drawn = 0;
            while (own.Count <= each)
            {
                drawn = (int)(items * Math.Pow(random.NextDouble(), Skew));
                if (random.NextDouble() < OwnGroups) drawn = Math.Min(items - 1, (drawn / Groups * Groups) + groups[random.Below(GroupsOfAUser)]);
                own.Add(drawn);
            }

            own.Remove(drawn);
            heldOut[user] = drawn;
            var row = columns.AsSpan(user * each, each);
            own.Order().ToArray().CopyTo(row);
            foreach (ref var value in values.AsSpan(user * each, each)) value = 1 + random.Below(5);
        });
        return new(InteractionMatrix.OfRows(items, starts, columns, values), heldOut);
    }

    /// <summary>
    /// Draws interactions one by one, users and items both of skewed popularity, groups as in <see cref="Generate"/>; every user and item
    /// occurs at least once. Pairs may repeat.
    /// </summary>
    public static IEnumerable<(int User, int Item)> Draw(int users, int items, int interactions, int seed)
    {
        var random = new SeededRandom(seed);
        for (var n = 0; n < interactions; n++)
        {
            var user = n < users ? n : (int)(users * Math.Pow(random.NextDouble(), Skew));
            if (n < items)
            {
                yield return (user, n);
                continue;
            }

            var item = (int)(items * Math.Pow(random.NextDouble(), Skew));
            if (random.NextDouble() < OwnGroups) item = Math.Min(items - 1, (item / Groups * Groups) + (user % Groups));
            yield return (user, item);
        }
    }

    /// <summary>Items × users.</summary>
    public InteractionMatrix Items => Users.Transpose;

    /// <summary>Writes the arrays of the matrix and the items held out into a folder, little endian.</summary>
    public void Save(string folder)
    {
        Write("starts.i32", Users.Starts);
        Write("items.i32", Users.AllItems);
        Write("values.f32", Users.AllValues);
        Write<int>("held_out.i32", HeldOut);

        void Write<T>(string name, ReadOnlySpan<T> values)
            where T : unmanaged
        {
            using var file = File.Create(Path.Combine(folder, name));
            file.Write(MemoryMarshal.AsBytes(values));
        }
    }

    /// <summary>NDCG@10 of the items held out for the first <paramref name="users"/> users, their training items left out of the ranking.</summary>
    public double NdcgAt10(ImplicitFactors model, int users)
    {
        var gains = new double[users];
        Parallel.For(0, users, user =>
        {
            var scores = new float[model.Items.Count];
            model.Items.Dot(model.Users[user], scores);
            foreach (var seen in Users.ItemsOf(user)) scores[seen] = float.NegativeInfinity;
            var wanted = scores[HeldOut[user]];
            var better = scores.Count(s => s > wanted);
            gains[user] = better < 10 ? 1 / Math.Log2(better + 2) : 0;
        });
        return gains.Average();
    }
}
