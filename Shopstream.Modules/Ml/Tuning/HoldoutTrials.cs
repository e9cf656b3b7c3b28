using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Tuning;

/// <summary>
/// Trials that train on some rows and are judged by the area under the ROC curve on others, which nothing is trained on. The final model
/// is to be judged on rows that tuning did not see either: the best of many scores flatters itself.
/// </summary>
/// <param name="rows">Rows to learn from.</param>
/// <param name="labels">Their labels, 0 or 1.</param>
/// <param name="validation">Rows to judge on, of the same columns, with both labels among them.</param>
/// <param name="validationLabels">Their labels.</param>
public sealed class HoldoutTrials(FeatureMatrix rows, float[] labels, FeatureMatrix validation, float[] validationLabels)
{
    /// <summary>Trains a candidate's model on rows.</summary>
    public delegate IProbabilityModel RowsTrainer(TuningCandidate candidate, FeatureMatrix rows, float[] labels, CancellationToken cancellationToken);

    /// <summary>Trains a candidate's model of so many trees on all rows.</summary>
    public delegate IProbabilityModel TreesTrainer(TuningCandidate candidate, int trees, FeatureMatrix rows, float[] labels, CancellationToken cancellationToken);

    /// <summary>
    /// The budget is a number of rows. Each sample holds the smaller ones and has as near as can be the classes' shares of the whole; a
    /// budget beyond the number of rows takes all.
    /// </summary>
    /// <param name="train">Trains.</param>
    /// <param name="seed">Seed of the samples.</param>
    public CandidateTrial OnRows(RowsTrainer train, long seed)
    {
        var order = StratifiedOrder(labels, seed);
        return (candidate, budget, cancellationToken) =>
        {
            var sample = order.AsSpan(0, Math.Min(budget, order.Length)).ToArray();
            Array.Sort(sample);
            return Score(train(candidate, rows.Select(sample), Array.ConvertAll(sample, r => labels[r]), cancellationToken));
        };
    }

    /// <summary>
    /// The budget is a number of trees. It suits forests. Of boosted trees, few favour a high learning rate and many a low one, so where
    /// that is tuned, rows are the better budget.
    /// </summary>
    /// <param name="train">Trains.</param>
    public CandidateTrial OnTrees(TreesTrainer train) =>
        (candidate, budget, cancellationToken) => Score(train(candidate, budget, rows, labels, cancellationToken));

    /// <summary>All rows in random order, such that every beginning of it has the classes' shares, give or take one row.</summary>
    internal static int[] StratifiedOrder(float[] labels, long seed)
    {
        var random = new SeededRandom(seed);
        var places = new double[labels.Length];
        for (var label = 0; label <= 1; label++)
        {
            var ofClass = Enumerable.Range(0, labels.Length).Where(r => labels[r] == label).ToArray();
            random.Shuffle<int>(ofClass);
            for (var i = 0; i < ofClass.Length; i++) places[ofClass[i]] = (i + 0.5) / ofClass.Length;
        }

        return [.. Enumerable.Range(0, labels.Length).OrderBy(r => places[r])];
    }

    private double Score(IProbabilityModel model) => RocCurve.Area(model.Predict(validation), validationLabels);
}
