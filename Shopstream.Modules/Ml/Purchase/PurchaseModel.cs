using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Networks;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>A trained model with the feature pipeline that it learnt with: all that is needed to predict from a table. Thread-safe.</summary>
public sealed class PurchaseModel
{
    internal PurchaseModel(
        PurchaseModelKind kind, FeaturePipeline pipeline, IProbabilityModel learner, float threshold, FeatureMatrix? background, PrivacyStatement? privacy) =>
        (Kind, Pipeline, Learner, Threshold, Background, Privacy) = (kind, pipeline, learner, threshold, background, privacy);

    /// <summary>What it is.</summary>
    public PurchaseModelKind Kind { get; }

    /// <summary>Turns tables into its features.</summary>
    public FeaturePipeline Pipeline { get; }

    /// <summary>The model of the features.</summary>
    public IProbabilityModel Learner { get; }

    /// <summary>Probability from which the answer is yes.</summary>
    public float Threshold { get; }

    /// <summary>What its privacy cost; null where it was trained without.</summary>
    public PrivacyStatement? Privacy { get; }

    /// <summary>
    /// What "nothing known" means to the explanation of a network; null for trees, which know it of themselves. Each column's values come
    /// from other training rows than the next one's, so that no visitor's row is in the model.
    /// </summary>
    internal FeatureMatrix? Background { get; }

    /// <summary>Probability of yes for each row of a table.</summary>
    /// <exception cref="ArgumentException">A column is absent or of another kind; the message names it.</exception>
    public float[] Predict(ColumnTable table) => Learner.Predict(Pipeline.Apply(table));

    /// <summary>
    /// What each feature adds to each row's output: to the log-odds of boosted trees and networks, to the probability of a forest.
    /// </summary>
    /// <param name="features">Features, as <see cref="Pipeline"/> gives them.</param>
    /// <param name="cancellationToken">Stops between rows of a network.</param>
    /// <exception cref="ArgumentException">The columns are not the model's.</exception>
    public ShapValues Explain(FeatureMatrix features, CancellationToken cancellationToken = default)
    {
        if (Learner is TreeEnsemble trees) return TreeShap.Explain(trees, features);
        var explained = new NetworkExplainer((NeuralNetwork)Learner, Background!).Explain(features, cancellationToken);
        return new ShapValues(features.Names, explained.Base, [.. Enumerable.Range(0, features.Columns).Select(c => explained.Values.Column(c).ToArray())]);
    }

    /// <summary>The values added up by the columns that the features were made of, in order of first occurrence.</summary>
    public ShapValues ByColumn(ShapValues values)
    {
        var names = Pipeline.Sources.Distinct(StringComparer.Ordinal).ToList();
        var sums = names.ConvertAll(_ => new float[values.Rows]);
        for (var feature = 0; feature < values.Features.Count; feature++)
        {
            var sum = sums[names.IndexOf(Pipeline.Sources[feature])];
            var added = values.Of(feature);
            for (var row = 0; row < sum.Length; row++) sum[row] += added[row];
        }

        return new ShapValues(names, values.BaseValue, [.. sums]);
    }
}
