using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>How purchase models are trained. The defaults were chosen on UCI Online Shoppers and on simulated sessions, by folds.</summary>
public sealed record PurchaseOptions
{
    /// <summary>Column to be predicted: boolean, 0 and 1, or a category with <see cref="PositiveLevel"/>.</summary>
    public required string Target { get; init; }

    /// <summary>Level of a category target that counts as yes.</summary>
    public string? PositiveLevel { get; init; }

    /// <summary>Column whose equal values stay together wherever rows are divided, for example the user; no feature. Null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Columns that are no features.</summary>
    public IReadOnlySet<string> Exclude { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Columns that enter although they are known only after checkout.</summary>
    public IReadOnlySet<string> Force { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Where all randomness but that of privacy comes from; default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How the threshold of the yes answer is chosen; default <see cref="ThresholdRule.F1"/>.</summary>
    public ThresholdRule Threshold { get; init; } = ThresholdRule.F1;

    /// <summary>Boosted trees; the number of trees is the most, early stopping on inner folds finds the right one.</summary>
    public BoostingOptions Boosted { get; init; } = new()
    {
        Trees = 1000,
        LearningRate = 0.03,
        RowsPerTree = 0.7,
        EarlyStoppingRounds = 50,
        Tree = new TreeOptions { MaxDepth = 5, MinChildWeight = 3, L2 = 3, ColumnsPerNode = 0.4 },
    };

    /// <summary>Random forest.</summary>
    public ForestOptions Forest { get; init; } = new() { Trees = 300, MaxDepth = 20, MinLeafWeight = 5 };

    /// <summary>Network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Training with differential privacy; null (default) for none.</summary>
    public PurchasePrivacy? Privacy { get; init; }

    /// <summary>Seed of the tree learners, which take 31 bits.</summary>
    internal int TreeSeed => (int)(Seed & int.MaxValue);

    /// <summary>The features that a kind of model wants.</summary>
    internal FeatureOptions Features(PurchaseModelKind kind)
    {
        var features = kind == PurchaseModelKind.Network ? FeatureOptions.ForNetwork(Target) : FeatureOptions.ForTrees(Target);
        return features with
        {
            PositiveLevel = PositiveLevel,
            Exclude = Group is null ? Exclude : new HashSet<string>(Exclude, StringComparer.Ordinal) { Group },
            Force = Force,
            Seed = Seed,
        };
    }
}
