using System.IO.Compression;
using Shopstream.Modules.Ml;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>The Online Shoppers data as numbers: months by their place in the year, kinds of visitors by a code.</summary>
internal static class OnlineShoppers
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>All sessions; the test is skipped where the file is absent.</summary>
    public static (FeatureMatrix Matrix, float[] Labels) Load()
    {
        using var file = File.OpenRead(Repository.RealData("online_shoppers", "online_shoppers_intention.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var names = reader.ReadLine()!.Split(',');
        var rows = new List<float[]>();
        while (reader.ReadLine() is { } line) rows.Add([.. line.Split(',').Select(Number)]);
        var columns = Enumerable.Range(0, names.Length).Select(c => rows.Select(r => r[c]).ToArray()).ToArray();
        return (new FeatureMatrix(names[..^1], columns[..^1]), columns[^1]);
    }

    /// <summary>Rows of each fold, with the same share of label 1 in each.</summary>
    public static int[][] StratifiedFolds(float[] labels, int folds, int seed)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, folds).Select(_ => new List<int>()).ToArray();
        foreach (var label in labels.Distinct().Order())
        {
            var rows = Enumerable.Range(0, labels.Length).Where(r => labels[r] == label).ToArray();
            random.Shuffle(rows);
            for (var i = 0; i < rows.Length; i++) parts[i % folds].Add(rows[i]);
        }

        return Array.ConvertAll(parts, p => p.Order().ToArray());
    }

    private static float Number(string cell) => cell switch
    {
        "TRUE" or "True" => 1,
        "FALSE" or "False" => 0,
        "New_Visitor" => 0,
        "Other" => 1,
        "Returning_Visitor" => 2,
        _ => Array.IndexOf(Months, cell) is var month and >= 0 ? month : float.Parse(cell, System.Globalization.CultureInfo.InvariantCulture),
    };
}
