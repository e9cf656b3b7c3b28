using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Segments;

namespace Shopstream.Tests.Ml.Segments;

[TestFixture]
internal sealed class KMeansTests
{
    private const int Seed = 41;

    [Test]
    public void Fit_SeparateGroups_FindsThem([Values(1, 2, 3)] int seed)
    {
        var (rows, truth) = Blobs.Make(Seed + seed, groups: 7, each: 40, columns: 3, spread: 0.1);
        var fit = KMeans.Fit(rows, new() { Clusters = 7, Seed = seed, Restarts = 8 });
        AdjustedRand.Index(fit.Labels, truth).ShouldBe(1);
        fit.Centroids.Length.ShouldBe(7);
        Inertia(rows, fit).ShouldBe(fit.Inertia, fit.Inertia * 1e-4);
    }

    [Test]
    public void Fit_EveryRow_LiesAtTheNearestCentroidWhichIsItsGroupsMean()
    {
        var (rows, _) = Blobs.Make(Seed, groups: 5, each: 61, columns: 4, spread: 2);
        var fit = KMeans.Fit(rows, new() { Clusters = 6, Restarts = 3 });
        for (var i = 0; i < rows.Rows; i++)
        {
            var distances = fit.Centroids.Select(c => Distance(rows, i, c)).ToArray();
            distances[fit.Labels[i]].ShouldBe(distances.Min(), 1e-4, $"row {i}");
        }

        for (var k = 0; k < 6; k++)
        {
            for (var c = 0; c < rows.Columns; c++)
            {
                var mean = Enumerable.Range(0, rows.Rows).Where(i => fit.Labels[i] == k).Average(i => rows[i, c]);
                ((double)fit.Centroids[k][c]).ShouldBe(mean, 1e-4);
            }
        }
    }

    [Test]
    public void Fit_AnyNumberOfThreads_GivesTheSame()
    {
        var (rows, _) = Blobs.Make(Seed, groups: 4, each: 50, columns: 5, spread: 3);
        var one = KMeans.Fit(rows, new() { Clusters = 6, Restarts = 6, Threads = 1 });
        var two = KMeans.Fit(rows, new() { Clusters = 6, Restarts = 6, Threads = 2 });
        two.Labels.ShouldBe(one.Labels);
        two.Inertia.ShouldBe(one.Inertia);
        two.Centroids.SelectMany(c => c).ShouldBe(one.Centroids.SelectMany(c => c));
    }

    [Test]
    public void Fit_FormerCentroidsOfTheBestClustering_AreNotLost()
    {
        var (rows, _) = Blobs.Make(Seed, groups: 12, each: 20, columns: 2, spread: 0.3);
        var good = KMeans.Fit(rows, new() { Clusters = 12, Restarts = 50 });
        var again = KMeans.Fit(rows, new() { Clusters = 12, Restarts = 1, Seed = 9, Former = good.Centroids });
        again.Inertia.ShouldBeLessThanOrEqualTo(good.Inertia * (1 + 1e-6));
    }

    [Test]
    public void Fit_FewerKindsOfRowsThanClusters_LeavesNoInvalidCentroid()
    {
        var rows = new FeatureMatrix(["x"], [[1, 1, 1, 2, 2, 2]]);
        var fit = KMeans.Fit(rows, new() { Clusters = 4 });
        fit.Inertia.ShouldBe(0);
        fit.Centroids.ShouldAllBe(c => float.IsFinite(c[0]));
    }

    [Test]
    public void Fit_WhatCannotBeClustered_IsRefused()
    {
        var rows = new FeatureMatrix(["x"], [[1, float.NaN, 3]]);
        Should.Throw<ArgumentException>(() => KMeans.Fit(rows, new() { Clusters = 2 })).Message.ShouldContain("column x: found NaN");
        Should.Throw<ArgumentException>(() => KMeans.Fit(rows, new() { Clusters = 4 })).Message.ShouldContain("Clusters: found 4");
        Should.Throw<ArgumentException>(() => KMeans.Fit(rows, new() { Clusters = 2, Restarts = 0 })).Message.ShouldContain("Restarts: found 0");
    }

    [Test]
    public void Widths_AnyClustering_EqualTheDefinition([Range(1, 4)] int seed)
    {
        var (rows, _) = Blobs.Make(seed, groups: 3, each: 21, columns: 3, spread: 2);
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, rows.Rows).Select(i => i == 5 ? 4 : random.Next(4))];
        var widths = Silhouette.Widths(rows, labels);
        for (var i = 0; i < rows.Rows; i++)
        {
            var mean = labels.Distinct().ToDictionary(k => k, k => Enumerable.Range(0, rows.Rows).Where(j => j != i && labels[j] == k)
                .Select(j => Math.Sqrt(Distance(rows, i, [.. Enumerable.Range(0, rows.Columns).Select(c => rows[j, c])]))).DefaultIfEmpty(0).Average());
            var (a, b) = (mean[labels[i]], mean.Where(m => m.Key != labels[i]).Min(m => m.Value));
            widths[i].ShouldBe(i == 5 ? 0 : (b - a) / Math.Max(a, b), 1e-5, $"row {i}");
        }

        Silhouette.Mean(rows, labels).ShouldBe(widths.Average(), 1e-12);
        Silhouette.Widths(rows, labels, threads: 1).ShouldBe(widths);
    }

    [Test]
    public void Mean_OfASample_IsNearThatOfAllRows()
    {
        var (rows, truth) = Blobs.Make(Seed, groups: 5, each: 400, columns: 3, spread: 1.5);
        var all = Silhouette.Mean(rows, truth);
        Silhouette.Mean(rows, truth, sample: 500, seed: 3).ShouldBe(all, 0.03);
        Silhouette.Sample(2_000, 500, seed: 3).Distinct().Count().ShouldBe(500);
        Should.Throw<ArgumentException>(() => Silhouette.Mean(rows, new int[rows.Rows])).Message.ShouldContain("fewer than two clusters");
    }

    [Test]
    public void Index_KnownPartitions_GiveThePublishedValues()
    {
        AdjustedRand.Index([0, 0, 1, 1], [1, 1, 0, 0]).ShouldBe(1);
        AdjustedRand.Index([0, 0, 1, 2], [0, 0, 1, 1]).ShouldBe(4 / 7.0, 1e-12);
        AdjustedRand.Index([0, 0, 1, 1], [0, 1, 0, 1]).ShouldBe(-0.5, 1e-12);
        AdjustedRand.Index([0, 0, 0], [0, 0, 0]).ShouldBe(1);
        AdjustedRand.Index([0, 1, 2], [0, 1, 2]).ShouldBe(1);
        Should.Throw<ArgumentException>(() => AdjustedRand.Index([0], [0, 1]));
    }

    private static double Inertia(FeatureMatrix rows, KMeansFit fit) => Enumerable.Range(0, rows.Rows).Sum(i => Distance(rows, i, fit.Centroids[fit.Labels[i]]));

    private static double Distance(FeatureMatrix rows, int row, float[] point) => point.Select((p, c) => Math.Pow(rows[row, c] - (double)p, 2)).Sum();
}
