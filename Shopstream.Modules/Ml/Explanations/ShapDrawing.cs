namespace Shopstream.Modules.Ml.Explanations;

/// <summary>Turns SHAP values into what the usual drawings show; features come ordered by mean absolute SHAP value, the greatest first.</summary>
public static class ShapDrawing
{
    /// <summary>One bar for each feature.</summary>
    public static IReadOnlyList<ShapBar> Bars(ShapValues shap) => [.. Enumerable.Range(0, shap.Features.Count)
        .Select(f => new ShapBar(shap.Features[f], MeanAbsolute(shap, f)))
        .OrderByDescending(b => b.MeanAbsolute)];

    /// <summary>One line of dots for each of the features that matter most.</summary>
    /// <param name="shap">The values.</param>
    /// <param name="rows">The rows that they explain.</param>
    /// <param name="features">Most lines; at least 1.</param>
    /// <exception cref="ArgumentException">The rows are not those explained.</exception>
    public static IReadOnlyList<ShapSummaryLine> Summary(ShapValues shap, FeatureMatrix rows, int features = 20)
    {
        Check(shap, rows);
        return [.. Enumerable.Range(0, shap.Features.Count)
            .Select(f => (Feature: f, Mean: MeanAbsolute(shap, f)))
            .OrderByDescending(f => f.Mean)
            .Take(features)
            .Select(f => new ShapSummaryLine(shap.Features[f.Feature], f.Mean, Dots(shap, rows, f.Feature, f.Feature)))];
    }

    /// <summary>The dots of one feature, coloured by another.</summary>
    /// <param name="shap">The values.</param>
    /// <param name="rows">The rows that they explain.</param>
    /// <param name="feature">Number of the feature.</param>
    /// <param name="colour">Number of the colouring feature; null for the feature itself.</param>
    /// <exception cref="ArgumentException">The rows are not those explained.</exception>
    public static ShapDependence Dependence(ShapValues shap, FeatureMatrix rows, int feature, int? colour = null)
    {
        Check(shap, rows);
        return new(shap.Features[feature], shap.Features[colour ?? feature], Dots(shap, rows, feature, colour ?? feature));
    }

    /// <summary>The way to one row's output.</summary>
    /// <param name="shap">The values.</param>
    /// <param name="rows">The rows that they explain.</param>
    /// <param name="row">Number of the row.</param>
    /// <param name="features">Most features told apart, at least 1; the others make one step together.</param>
    /// <exception cref="ArgumentException">The rows are not those explained.</exception>
    public static ShapWaterfall Waterfall(ShapValues shap, FeatureMatrix rows, int row, int features = 9)
    {
        Check(shap, rows);
        var ordered = Enumerable.Range(0, shap.Features.Count).OrderBy(f => Math.Abs(shap[row, f])).ToArray();
        var steps = new List<ShapWaterfallStep>();
        var at = shap.BaseValue;
        var others = Math.Max(0, ordered.Length - features);
        if (others > 0) Step(null, float.NaN, ordered[..others].Sum(f => (double)shap[row, f]));
        foreach (var f in ordered[others..]) Step(shap.Features[f], rows[row, f], shap[row, f]);
        return new(shap.BaseValue, at, steps);

        void Step(string? name, float value, double by)
        {
            steps.Add(new(name, value, at, at + by));
            at += by;
        }
    }

    private static double MeanAbsolute(ShapValues shap, int feature)
    {
        var sum = 0.0;
        foreach (var value in shap.Of(feature)) sum += Math.Abs(value);
        return shap.Rows == 0 ? 0 : sum / shap.Rows;
    }

    private static ShapDot[] Dots(ShapValues shap, FeatureMatrix rows, int feature, int colour)
    {
        var ranks = Ranks(rows.Column(colour));
        var dots = new ShapDot[shap.Rows];
        for (var row = 0; row < dots.Length; row++) dots[row] = new(rows[row, feature], shap[row, feature], ranks[row]);
        return dots;
    }

    /// <summary>Middle rank of each known value, scaled to 0 to 1; equal values share a rank.</summary>
    private static float[] Ranks(ReadOnlySpan<float> values)
    {
        var ranks = new float[values.Length];
        ranks.AsSpan().Fill(float.NaN);
        var known = new List<int>();
        for (var i = 0; i < values.Length; i++)
            if (!float.IsNaN(values[i])) known.Add(i);
        var copy = values.ToArray();
        known.Sort((a, b) => copy[a].CompareTo(copy[b]));
        for (int i = 0, end; i < known.Count; i = end)
        {
            end = i + 1;
            while (end < known.Count && copy[known[end]] == copy[known[i]]) end++;
            var rank = known.Count == 1 ? 0.5f : (i + end - 1) / 2f / (known.Count - 1);
            for (var k = i; k < end; k++) ranks[known[k]] = rank;
        }

        return ranks;
    }

    private static void Check(ShapValues shap, FeatureMatrix rows)
    {
        if (rows.Columns != shap.Features.Count || rows.Rows != shap.Rows)
            throw new ArgumentException($"found {rows.Rows} rows of {rows.Columns} columns, expected {shap.Rows} of {shap.Features.Count}", nameof(rows));
    }
}
