namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// How the probability from which the answer is yes is chosen: on training rows, by predictions of models that did not see them
/// (out-of-bag for a forest, inner folds for boosted trees), and for a network by its own early-stopped predictions.
/// </summary>
public enum ThresholdRule
{
    /// <summary>Greatest F1 of the buyers.</summary>
    F1,

    /// <summary>Greatest share of right answers.</summary>
    Accuracy,

    /// <summary>Always one half.</summary>
    Half,
}
