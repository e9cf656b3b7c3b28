using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Modules.Recommendations.Sessions;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>Which algorithm makes the lists of similar items.</summary>
/// <param name="Name"><c>ease</c> or <c>item-knn</c>.</param>
/// <param name="Setting">λ of EASE, shrinkage of item neighbours.</param>
internal readonly record struct SimilarChoice(string Name, double Setting);

/// <summary>Trains a <see cref="RecommendationModel"/>.</summary>
internal static class ModelTrainer
{
    private const int NextReach = 5;
    private const int GroupLength = 100;

    // EASE spreads what it knows over many small weights, also such as speak against a product.
    private const int EaseLists = 5;
    private const double GroupPrior = 20;

    /// <summary>What may make the lists of similar items, for a number of items.</summary>
    public static IReadOnlyList<SimilarChoice> Choices(int items, TrainingOptions options)
    {
        SimilarChoice neighbours = new("item-knn", 20);
        return items > options.EaseItems ? [neighbours] : [neighbours, new("ease", 30), new("ease", 100), new("ease", 500)];
    }

    /// <summary>Trains on all of some data.</summary>
    public static RecommendationModel Train(
        TrainingData data, long asOfMs, SimilarChoice choice, TrainingOptions options, Action<double, string> report, CancellationToken cancellationToken)
    {
        options.Validate();
        var preferences = data.Preferences(asOfMs);
        report(0.1, "cutting sessions");
        var sessions = TrainingSessions.Of(data);
        report(0.2, $"training {choice.Name}");
        var similar = Similar(Liked(preferences), choice, options, cancellationToken);
        report(0.5, "training factors");
        var alsOptions = new ImplicitAlsOptions { Factors = options.Factors, Iterations = options.Iterations, Seed = options.Seed };
        var factors = ImplicitAls.Train(preferences, alsOptions, (done, _) => report(0.5 + (0.3 * done / options.Iterations), "training factors"), cancellationToken);
        report(0.8, "training sessions");
        var count = data.Items.Count;
        var next = new MarkovChain(sessions.Viewed, NextReach);
        var (viewed, bought) = (new SessionItemNeighbours(sessions.Viewed, options.ListLength), new SessionItemNeighbours(sessions.Bought, options.ListLength));
        var popularity = new float[count];
        foreach (var one in data.Events)
            if (one.Weight > 0) popularity[one.Item] += one.Weight;
        var groups = Groups(data, popularity);
        return new()
        {
            Products = [.. Enumerable.Range(0, count).Select(i => data.Items[i])],
            Popularity = popularity,
            Similar = similar,
            Next = Lists(count, options.ListLength, next.NextOf),
            ViewedTogether = Lists(count, options.ListLength, viewed.NeighboursOf),
            BoughtTogether = Lists(count, options.ListLength, bought.NeighboursOf),
            Factors = factors.Items,
            FactorOptions = alsOptions,
            Groups = groups.Names,
            GroupItems = groups.Lists,
            Sessions = [.. Enumerable.Range(Math.Max(0, sessions.Viewed.Count - options.Sessions), Math.Min(options.Sessions, sessions.Viewed.Count)).Select(s => sessions.Viewed[s].ToArray())],
        };
    }

    /// <summary>The lists of similar items alone.</summary>
    public static ItemLists Similar(InteractionMatrix liked, SimilarChoice choice, TrainingOptions options, CancellationToken cancellationToken)
    {
        if (choice.Name == "ease")
        {
            var ease = EaseRecommender.Train(liked, new EaseOptions { Lambda = choice.Setting }, 0, cancellationToken);
            return ItemLists.Build(liked.Items, EaseLists * options.ListLength, (item, offer) =>
            {
                var weights = ease.WeightsOf(item);
                for (var other = 0; other < weights.Length; other++) offer(other, weights[other]);
            }, withNegatives: true);
        }

        var neighbours = ItemNeighboursRecommender.Train(
            liked, new NeighbourOptions { Similarity = Similarity.TfIdf, K = options.ListLength, Shrinkage = choice.Setting }, 0, cancellationToken);
        return ItemLists.Build(liked.Items, options.ListLength, (item, offer) =>
        {
            foreach (var keeper in neighbours.KeepersOf(item)) offer(keeper.Item, keeper.Score);
        });
    }

    /// <summary>Users × items with 1 where the preference is above 0.</summary>
    public static InteractionMatrix Liked(InteractionMatrix preferences)
    {
        var interactions = new List<Data.Interaction>(preferences.Count);
        for (var user = 0; user < preferences.Users; user++)
        {
            var items = preferences.ItemsOf(user);
            var values = preferences.ValuesOf(user);
            for (var i = 0; i < items.Length; i++)
                if (values[i] > 0) interactions.Add(new(user, items[i], 1, null));
        }

        return InteractionMatrix.Build(preferences.Users, preferences.Items, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(interactions), RepeatedPairs.One);
    }

    private static ItemLists Lists(int count, int length, Func<int, (int Item, float Score)[]> of) => ItemLists.Build(count, length, (item, offer) =>
    {
        foreach (var (other, score) in of(item)) offer(other, score);
    });

    /// <summary>
    /// For each group of visitors the items in the order of their share there, shrunk to the share everywhere as if the group had
    /// <see cref="GroupPrior"/> more events spread like everybody's.
    /// </summary>
    private static (IReadOnlyDictionary<string, int> Names, ItemLists Lists) Groups(TrainingData data, float[] popularity)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new List<Dictionary<int, double>>();
        foreach (var one in data.Events)
        {
            if (!(one.Weight > 0)) continue;
            foreach (var name in data.GroupsOf(one.Group))
            {
                if (!names.TryGetValue(name, out var number))
                {
                    names.Add(name, number = counts.Count);
                    counts.Add([]);
                }

                counts[number][one.Item] = counts[number].GetValueOrDefault(one.Item) + one.Weight;
            }
        }

        var all = Math.Max(1e-9, popularity.Sum(p => (double)p));
        var lists = ItemLists.Build(counts.Count, GroupLength, (group, offer) =>
        {
            var sum = counts[group].Values.Sum();
            foreach (var (item, weight) in counts[group]) offer(item, (float)((weight + (GroupPrior * popularity[item] / all)) / (sum + GroupPrior)));
        });
        return (names, lists);
    }
}
