using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>How good a model is on rows that it was not trained on, fold by fold.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Folds">One report a fold, each at the threshold that its training rows chose.</param>
/// <param name="Probabilities">By row of the table: the probability that the fold's model gave it; NaN where no fold tested the row.</param>
/// <param name="Seconds">Mean time of a training.</param>
/// <param name="Privacy">What a training cost, the most over the folds; null without privacy.</param>
public sealed record PurchaseEvaluation(
    string Model, IReadOnlyList<ClassificationReport> Folds, float[] Probabilities, double Seconds, PrivacyStatement? Privacy)
{
    /// <summary>Right and wrong answers of all folds together.</summary>
    public ConfusionMatrix Confusion => new(
        Folds.Sum(f => f.Confusion.TruePositives), Folds.Sum(f => f.Confusion.FalsePositives),
        Folds.Sum(f => f.Confusion.TrueNegatives), Folds.Sum(f => f.Confusion.FalseNegatives));

    /// <summary>Mean of a measure over the folds, and its standard deviation (0 for one fold).</summary>
    public (double Mean, double Deviation) Of(Func<ClassificationReport, double> measure)
    {
        var mean = Folds.Average(measure);
        return (mean, Folds.Count < 2 ? 0 : Math.Sqrt(Folds.Sum(f => Math.Pow(measure(f) - mean, 2)) / (Folds.Count - 1)));
    }
}
