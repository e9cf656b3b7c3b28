using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Makes every feature of every row noisy. ε is divided evenly among the columns: numbers get Laplace noise (see
/// <see cref="NoisyFeatures"/>), categories a randomised response over their levels and "none of them".
/// </summary>
internal static class NoisyRows
{
    /// <summary>The rows with noise, paid by <paramref name="ledger"/> beforehand.</summary>
    /// <param name="pipeline">With stated ranges only, so that all its numbers lie within ±1.</param>
    /// <param name="rows">One row a person.</param>
    /// <param name="epsilon">Of a whole row.</param>
    /// <param name="ledger">What pays.</param>
    /// <param name="source">Random bits.</param>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public static FeatureMatrix Release(FeaturePipeline pipeline, FeatureMatrix rows, double epsilon, PrivacyLedger ledger, NoiseSource source)
    {
        var each = Math.Floor(epsilon / pipeline.Steps.Count * 1e6) / 1e6;
        var numbers = pipeline.Steps.Where(s => s is not OneHotStep).ToList();
        var bounds = numbers.SelectMany(s => s.Names.Select(n => new NoisyFeature(n, -1, 1, Math.Floor(each / s.Names.Count * 1e9) / 1e9))).ToList();
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var c = 0; c < rows.Columns; c++) place[rows.Names[c]] = c;
        var columns = new float[rows.Columns][];
        if (bounds.Count > 0)
        {
            var bare = new FeatureMatrix([.. bounds.Select(b => b.Name)], [.. bounds.Select(b => rows.Column(place[b.Name]).ToArray())]);
            var noisy = NoisyFeatures.Release(bare, bounds, ledger, "numbers of the training rows", source);
            for (var c = 0; c < noisy.Columns; c++) columns[place[noisy.Names[c]]] = noisy.Column(c).ToArray();
        }

        var categories = pipeline.Steps.OfType<OneHotStep>().ToList();
        if (categories.Count > 0) ledger.Spend("categories of the training rows", each * categories.Count);
        foreach (var step in categories) Respond([.. step.Names.Select(n => place[n])], rows, columns, each, source);
        return new FeatureMatrix(rows.Names, columns);
    }

    private static void Respond(int[] features, FeatureMatrix rows, float[][] columns, double epsilon, NoiseSource source)
    {
        foreach (var feature in features) columns[feature] = new float[rows.Rows];
        for (var row = 0; row < rows.Rows; row++)
        {
            var truth = Array.FindIndex(features, f => rows[row, f] > 0.5f);
            var answer = RandomizedResponse.Answer(source, truth < 0 ? features.Length : truth, features.Length + 1, epsilon);
            if (answer < features.Length) columns[features[answer]][row] = 1;
        }
    }
}
