using System.Numerics;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Explanations;

/// <summary>
/// Exact SHAP values of tree ensembles (Lundberg et al. 2018, "Consistent individualized feature attribution for tree ensembles"; 2020,
/// "From local explanations to global understanding with explainable AI for trees"). They explain the sum of the leaves
/// (<see cref="TreeEnsemble.PredictMargin"/>): log-odds for boosted trees of a yes-or-no target, the probability for a forest.
/// </summary>
public static class TreeShap
{
    private const int MostSteps = 64;

    /// <summary>
    /// Path-dependent values: a feature that is left out is averaged over the training rows that came to each split. Equal to XGBoost's
    /// <c>pred_contribs</c>.
    /// </summary>
    /// <param name="model">The trees.</param>
    /// <param name="rows">Rows to explain.</param>
    /// <param name="threads">Threads to work with; 0 for one a core.</param>
    /// <exception cref="ArgumentException">The columns are not the model's.</exception>
    public static ShapValues Explain(TreeEnsemble model, FeatureMatrix rows, int threads = 0)
    {
        model.CheckColumns(rows);
        var trees = new ShapTree[model.Trees.Count];
        var working = ParallelWork.Threads(threads);
        ParallelWork.Run(working, trees.Length, t => trees[t] = ShapTree.Of(model.Trees[t]));
        var depth = model.Trees.Select(t => t.Depth).DefaultIfEmpty(0).Max();
        var values = Table(rows.Columns, rows.Rows);
        const int Tile = PathDependentShap.TileRows;
        ParallelWork.Ranges(working, rows.Rows, 8 * Tile, (from, to) =>
        {
            var shap = new PathDependentShap(rows.Columns, depth);
            for (var start = from; start < to; start += Tile)
            {
                var count = Math.Min(Tile, to - start);
                for (var c = 0; c < rows.Columns; c++) rows.Column(c).Slice(start, count).CopyTo(shap.Column(c));
                shap.Explain(trees);
                for (var c = 0; c < rows.Columns; c++) shap.Shap(c)[..count].CopyTo(values[c].AsSpan(start));
            }
        });
        return new(model.Features, model.BaseMargin + trees.Sum(t => t.Expected), values);
    }

    /// <summary>
    /// Interventional values: a feature that is left out takes its values from the background rows, whatever the others are.
    /// </summary>
    /// <param name="model">The trees.</param>
    /// <param name="rows">Rows to explain.</param>
    /// <param name="background">At least one row; some 100 to 1,000 drawn from the training rows will do.</param>
    /// <param name="threads">Threads to work with; 0 for one a core.</param>
    /// <exception cref="ArgumentException">The columns are not the model's, the background is empty, or a path has more than 64 features.</exception>
    public static ShapValues ExplainInterventional(TreeEnsemble model, FeatureMatrix rows, FeatureMatrix background, int threads = 0)
    {
        model.CheckColumns(rows);
        model.CheckColumns(background);
        if (background.Rows == 0) throw new ArgumentException("found an empty background, expected at least one row", nameof(background));
        var working = ParallelWork.Threads(threads);
        var paths = model.Trees.SelectMany(LeafPath.Of).ToArray();
        if (Array.Find(paths, p => p.Steps.Count > MostSteps) is { } tooLong)
            throw new ArgumentException($"found a path of {tooLong.Steps.Count} features, expected at most {MostSteps}", nameof(model));

        // Each piece of work has its own rows, so that sums are taken in the same order whatever the number of threads.
        var values = Table(rows.Columns, rows.Rows);
        var size = Math.Max(1_024, (rows.Rows + 3) / 4);
        ParallelWork.Ranges(working, rows.Rows, size, (from, to) =>
        {
            var part = rows.Select([.. Enumerable.Range(from, to - from)]);
            var sums = Table(rows.Columns, to - from);
            foreach (var path in paths) new InterventionalShap(path, background).Add(part, sums);
            for (var c = 0; c < rows.Columns; c++) sums[c].CopyTo(values[c].AsSpan(from));
        });
        return new(model.Features, model.PredictMargin(background).Average(m => (double)m), values);
    }

    /// <summary>Path-dependent interaction values. Equal to XGBoost's <c>pred_interactions</c>.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="rows">Rows to explain; the answer takes <c>4 × rows × features²/2</c> bytes.</param>
    /// <param name="threads">Threads to work with; 0 for one a core.</param>
    /// <exception cref="ArgumentException">The columns are not the model's.</exception>
    public static ShapInteractions Interactions(TreeEnsemble model, FeatureMatrix rows, int threads = 0)
    {
        model.CheckColumns(rows);
        var shared = InteractionShap.Of(model.Trees.SelectMany(LeafPath.Of), rows.Columns);
        var pairs = Table(rows.Columns * (rows.Columns + 1) / 2, rows.Rows);
        var tile = InteractionShap.TileRows;
        ParallelWork.Ranges(ParallelWork.Threads(threads), rows.Rows, 8 * tile, (from, to) =>
        {
            var shap = shared.Copy();
            var buffer = new float[tile];
            for (var start = from; start < to; start += tile)
            {
                var count = Math.Min(tile, to - start);
                for (var c = 0; c < rows.Columns; c++)
                {
                    rows.Column(c).Slice(start, count).CopyTo(buffer);
                    shap.Values[c] = new Vector<float>(buffer);
                }

                shap.Explain();
                for (var p = 0; p < pairs.Length; p++) shap.Pair(p)[..count].CopyTo(pairs[p].AsSpan(start));
            }
        });
        for (var c = 0; c < rows.Columns; c++)
            for (var other = 0; other < rows.Columns; other++)
                if (other != c) VectorMath.Subtract<float>(pairs[ShapInteractions.Pair(c, c)], pairs[ShapInteractions.Pair(c, other)]);
        return new(model.Features, model.BaseMargin + model.Trees.Sum(t => ShapTree.Of(t).Expected), pairs);
    }

    private static float[][] Table(int columns, int rows)
    {
        var table = new float[columns][];
        for (var c = 0; c < columns; c++) table[c] = new float[rows];
        return table;
    }
}
