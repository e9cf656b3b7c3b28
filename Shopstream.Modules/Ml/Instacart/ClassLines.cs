using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>The classification report in its usual shape: each class, the plain mean of both, and the mean weighted by support.</summary>
internal static class ClassLines
{
    public static IReadOnlyList<ClassLine> Of(ConfusionMatrix yes)
    {
        // For the other class right and wrong trade places.
        var no = new ConfusionMatrix(yes.TrueNegatives, yes.FalseNegatives, yes.TruePositives, yes.FalsePositives);
        ClassLine[] classes = [Line("0", no), Line("1", yes)];
        return [.. classes, Mean("macro avg", classes, _ => 1), Mean("weighted avg", classes, c => c.Support)];
    }

    private static ClassLine Line(string name, ConfusionMatrix of) =>
        new(name, of.Precision, of.Recall, of.F1, (long)(of.TruePositives + of.FalseNegatives));

    private static ClassLine Mean(string name, ClassLine[] classes, Func<ClassLine, double> weight)
    {
        var sum = classes.Sum(weight);
        double Of(Func<ClassLine, double> value) => sum > 0 ? classes.Sum(c => weight(c) * value(c)) / sum : 0;
        return new(name, Of(c => c.Precision), Of(c => c.Recall), Of(c => c.F1), classes.Sum(c => c.Support));
    }
}
