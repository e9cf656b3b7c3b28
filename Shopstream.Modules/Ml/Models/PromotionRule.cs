using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Models;

/// <summary>
/// When a candidate becomes current: when it orders later rows, which neither model had learnt from, better than the current version.
/// The interval of the difference of the areas under the ROC curve has to lie above 0; see <see cref="ClusteredAuc"/> for how it is
/// found. Where there is no current version, the area has to lie above one half, and the probabilities have to beat the
/// constant rate in log loss.
/// </summary>
public static class PromotionRule
{
    private const string Metric = "auc";

    /// <summary>Compares with the current version.</summary>
    /// <param name="against">Number of the current version.</param>
    /// <param name="labels">What happened, 0 or 1.</param>
    /// <param name="candidate">Probabilities of the candidate.</param>
    /// <param name="current">Probabilities of the current version.</param>
    /// <param name="users">Whose row it is.</param>
    /// <param name="options">Confidence, and least rows.</param>
    /// <returns>The verdict; null when there are too few rows for one.</returns>
    public static ModelVerdict? AgainstModel(int against, float[] labels, float[] candidate, float[] current, IReadOnlyList<string> users, MlOptions options)
    {
        if (!IsEnough(labels, users, options)) return null;
        var confidence = options.PromotionConfidence;
        var difference = ClusteredAuc.Difference(labels, candidate, current, users);
        var (low, high) = difference.Interval(confidence);
        var (mine, its) = (BinaryScores.Auc(labels, candidate), BinaryScores.Auc(labels, current));
        var isBetter = low > 0;
        return Verdict(
            isBetter, against, mine, its, low, high, confidence, labels, users,
            $"AUC {mine:0.0000} {(isBetter ? "beats" : "does not surely beat")} {its:0.0000} of version {against} on {labels.Length} later rows (difference {low:+0.0000;-0.0000;0.0000} to {high:+0.0000;-0.0000;0.0000})");
    }

    /// <summary>Compares with always saying the rate of yes among the training rows.</summary>
    /// <param name="rate">That rate, 0 to 1.</param>
    /// <param name="labels">What happened, 0 or 1.</param>
    /// <param name="candidate">Probabilities of the candidate.</param>
    /// <param name="users">Whose row it is.</param>
    /// <param name="options">Confidence, and least rows.</param>
    /// <returns>The verdict; null when there are too few rows for one.</returns>
    public static ModelVerdict? AgainstRate(double rate, float[] labels, float[] candidate, IReadOnlyList<string> users, MlOptions options)
    {
        if (!IsEnough(labels, users, options)) return null;
        var confidence = options.PromotionConfidence;
        var area = ClusteredAuc.Of(labels, candidate, users);
        var (low, high) = area.Interval(confidence);
        var constant = new float[labels.Length];
        constant.AsSpan().Fill((float)rate);
        var (loss, itsLoss) = (BinaryScores.LogLoss(labels, candidate), BinaryScores.LogLoss(labels, constant));
        var isBetter = low > 0.5 && loss < itsLoss;
        return Verdict(
            isBetter, null, area.Value, 0.5, low - 0.5, high - 0.5, confidence, labels, users,
            $"AUC {area.Value:0.0000} ({low:0.0000} to {high:0.0000}) and log loss {loss:0.0000} {(isBetter ? "beat" : "do not surely beat")} the rate of yes with log loss {itsLoss:0.0000} on {labels.Length} later rows");
    }

    private static bool IsEnough(float[] labels, IReadOnlyList<string> users, MlOptions options)
    {
        var yes = Enumerable.Range(0, labels.Length).Where(i => labels[i] > 0.5f).ToList();
        var no = Enumerable.Range(0, labels.Length).Where(i => labels[i] <= 0.5f).ToList();
        return Math.Min(yes.Count, no.Count) >= options.PromotionRows && HasTwo(yes) && HasTwo(no);

        bool HasTwo(List<int> rows) => rows.Select(r => users[r]).Distinct(StringComparer.Ordinal).Skip(1).Any();
    }

    private static ModelVerdict Verdict(
        bool isBetter, int? against, double candidate, double reference, double low, double high, double confidence, float[] labels, IReadOnlyList<string> users,
        string reason) =>
        new(isBetter, against, Metric, candidate, reference, low, high, confidence, labels.Length, users.Distinct(StringComparer.Ordinal).Count(), reason);
}
