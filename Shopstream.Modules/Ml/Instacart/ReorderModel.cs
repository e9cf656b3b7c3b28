using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>Trains the forest that predicts <c>reordered</c>, and judges it on users it never saw.</summary>
internal static class ReorderModel
{
    /// <summary>Trains and judges.</summary>
    /// <exception cref="InvalidDataException">Training or test users have no lines, or only lines of one class.</exception>
    public static ReorderReport Run(ReorderRows rows, InstacartOptions options, CancellationToken cancellationToken)
    {
        int[] train = [.. Enumerable.Range(0, rows.Parts.Length).Where(r => rows.Parts[r] != ProductHistory.Test)];
        int[] test = [.. Enumerable.Range(0, rows.Parts.Length).Where(r => rows.Parts[r] == ProductHistory.Test)];
        Expect("training", train);
        Expect("test", test);
        var (pipeline, training) = FeaturePipeline.Fit(rows.Table, train, FeatureOptions.ForTrees(ReorderRows.Target) with { Seed = options.Seed });
        var forest = RandomForest.Train(
            training.Features, training.Labels, new() { Trees = options.Trees, MaxDepth = options.MaxDepth, MinLeafWeight = 5, Seed = options.Seed },
            cancellationToken: cancellationToken).Model;
        var labels = pipeline.Labels(rows.Table, test);
        var found = ClassificationReport.Of(labels, forest.Predict(pipeline.Apply(rows.Table, test)));
        var confusion = found.Confusion;
        return new(
            train.Length,
            test.Length,
            Users(train),
            Users(test),
            confusion.Accuracy,
            Math.Max(found.Positives, found.Rows - found.Positives) / (double)found.Rows,
            found.Auc,
            found.LogLoss,
            ClassLines.Of(confusion),
            [[(long)confusion.TrueNegatives, (long)confusion.FalsePositives], [(long)confusion.FalseNegatives, (long)confusion.TruePositives]],
            Importance(forest),
            options.Trees,
            options.Seed);

        int Users(int[] of) => of.Select(r => rows.Users[r]).Distinct().Count();

        void Expect(string which, int[] of)
        {
            var again = of.Count(r => rows.Table[ReorderRows.Target].Number(r) == 1);
            if (again == 0 || again == of.Length)
                throw new InvalidDataException($"The {which} users have {of.Length} order lines, {again} of them reordered, expected lines of both kinds: more orders are needed.");
        }
    }

    private static Dictionary<string, double> Importance(TreeEnsemble forest)
    {
        var gains = forest.GainByFeature();
        var sum = Math.Max(gains.Sum(), double.Epsilon);
        return forest.Features.Zip(gains).OrderByDescending(f => f.Second).ToDictionary(f => f.First, f => f.Second / sum, StringComparer.Ordinal);
    }
}
