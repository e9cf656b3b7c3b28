using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Modules.Recommendations.Sessions;
using Shopstream.Modules.Recommendations.Training;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>A trained model whose items are tied to the numbers of the catalogue, whatever the catalogue was when it was trained. Thread-safe.</summary>
internal sealed class BoundModel
{
    // From zero; more hardly change an order.
    private const int FoldInSteps = 6;
    private readonly int[] _itemOf;
    private readonly Lazy<ISessionRecommender> _nearest;

    /// <summary>Ties a model to a catalogue; ids that the catalogue does not have get a number.</summary>
    public BoundModel(int version, RecommendationModel model, ProductCatalogue catalogue)
    {
        Version = version;
        Numbers = [.. model.Products.Select(catalogue.NumberOf)];
        (Similar, Next) = (model.Similar.Renumbered(Numbers), model.Next.Renumbered(Numbers));
        (ViewedTogether, BoughtTogether) = (model.ViewedTogether.Renumbered(Numbers), model.BoughtTogether.Renumbered(Numbers));
        (Groups, GroupItems) = (model.Groups, model.GroupItems.Renumbered(Numbers));
        _itemOf = new int[catalogue.Count];
        Array.Fill(_itemOf, -1);
        for (var item = 0; item < Numbers.Length; item++) _itemOf[Numbers[item]] = item;
        var popular = Enumerable.Range(0, Numbers.Length).Where(i => model.Popularity[i] > 0).OrderByDescending(i => model.Popularity[i]).ThenBy(i => i).ToList();
        Popular = [.. popular.Select(i => Numbers[i])];
        Factors = new ImplicitFactors(new FactorRows(0, model.FactorOptions.Factors), model.Factors, model.FactorOptions with { Steps = FoldInSteps });
        PopularityGroup = new byte[Numbers.Length];
        var most = Math.Max(1e-9f, model.Popularity.DefaultIfEmpty().Max());
        PopularityShare = [.. model.Popularity.Select(p => p / most)];
        var (sum, all) = (0.0, model.Popularity.Sum(p => (double)p));
        foreach (var item in popular)
        {
            PopularityGroup[item] = (byte)(sum < 0.2 * all ? 0 : sum < 0.8 * all ? 1 : 2);
            sum += model.Popularity[item];
        }

        _nearest = new(() => new SequenceTimeNeighbours(new SessionLog(Numbers.Length, model.Sessions), sample: 100, neighbours: 40));
    }

    /// <summary>Version of the model.</summary>
    public int Version { get; }

    /// <summary>For each item, by catalogue number, what having it speaks for.</summary>
    public ItemLists Similar { get; }

    /// <summary>What follows each item in a session.</summary>
    public ItemLists Next { get; }

    /// <summary>What is viewed in the same sessions.</summary>
    public ItemLists ViewedTogether { get; }

    /// <summary>What is bought in the same sessions.</summary>
    public ItemLists BoughtTogether { get; }

    /// <summary>Groups of visitors by name.</summary>
    public IReadOnlyDictionary<string, int> Groups { get; }

    /// <summary>What is popular in each group.</summary>
    public ItemLists GroupItems { get; }

    /// <summary>Catalogue number of each item.</summary>
    public int[] Numbers { get; }

    /// <summary>Catalogue numbers, the most popular first.</summary>
    public int[] Popular { get; }

    /// <summary>
    /// 0 for the few items that have the first fifth of all events, 1 for those that have the next three fifths, 2 for the long tail,
    /// as Abdollahpouri and others divide them ("User-centered Evaluation of Popularity Bias in Recommender Systems", UMAP 2021).
    /// </summary>
    public byte[] PopularityGroup { get; }

    /// <summary>Popularity of each item, that of the most popular one 1.</summary>
    public float[] PopularityShare { get; }

    /// <summary>Item factors, for folding in.</summary>
    public ImplicitFactors Factors { get; }

    /// <summary>Session-kNN over the recent sessions.</summary>
    public ISessionRecommender Nearest => _nearest.Value;

    /// <summary>The item of a catalogue number; -1 when the model does not know it.</summary>
    public int ItemOf(int number) => (uint)number < (uint)_itemOf.Length ? _itemOf[number] : -1;
}
