namespace Shopstream.Modules.Ml.Tables;

/// <summary>How a category becomes numbers.</summary>
public enum CategoryEncoding
{
    /// <summary>
    /// One column of 0 and 1 for each frequent level, one for the rare ones together and one for missing where there are
    /// any. A level never seen in training is 0 in all of them.
    /// </summary>
    OneHot,

    /// <summary>
    /// One column: the smoothed share of yes among the training rows of the level (Micci-Barreca, "A preprocessing scheme for
    /// high-cardinality categorical attributes", SIGKDD Explorations 3(1), 2001): (yes + s·prior) / (rows + s). A training row
    /// gets the statistic of the other folds, so that its own label never enters. An unseen level gets the prior.
    /// </summary>
    TargetShare,

    /// <summary><see cref="OneHot"/> up to <see cref="FeatureOptions.MaxLevels"/> frequent levels, <see cref="TargetShare"/> beyond.</summary>
    ByLevels,
}
