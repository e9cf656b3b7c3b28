namespace Shopstream.Modules.Ml.Privacy;

/// <summary>How a network is trained with differential privacy.</summary>
public sealed record PrivateTrainingOptions
{
    /// <summary>ε of the whole training at <see cref="Delta"/>; 0.01 to 100, default 3. The noise is computed from it.</summary>
    public double Epsilon { get; init; } = 3;

    /// <summary>Chance that the promise does not hold; above 0 and well below 1 / rows, default 1e-5.</summary>
    public double Delta { get; init; } = 1e-5;

    /// <summary>
    /// Greatest norm of one example's gradient; above 0, default 8. Much below the usual norms the rarer class, whose
    /// gradients are the larger ones, loses its weight, and the probabilities are no longer calibrated.
    /// </summary>
    public double ClippingNorm { get; init; } = 8;

    /// <summary>Expected rows a step: each row is drawn with chance batch / rows (Poisson); 1 up to the rows, default 1,024.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>Passes over the rows in expectation; the steps are epochs · rows / batch; 1 or more, default 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Units of the hidden layers; default one of 32: every weight more gets noise of its own.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [32];

    /// <summary>Step size of Adam; above 0 up to 1, default 0.01.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Weight of a yes against a no in the loss, before clipping; above 0, default 1.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>
    /// Where the first weights come from; default 1. Batches and noise come from the cryptographic generator, so that two
    /// trainings with the same seed differ.
    /// </summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads at work; 1 to 256, default 2.</summary>
    public int Threads { get; init; } = 2;

    internal static void Check(PrivateTrainingOptions options, int rows)
    {
        Expect(options.Epsilon is >= 0.01 and <= 100, "Epsilon", options.Epsilon, "0.01 to 100");
        Expect(options.Delta is > 0 && options.Delta < 1.0 / rows, "Delta", options.Delta, $"above 0 and below one in {rows} rows");
        Expect(options.ClippingNorm is > 0 and < 1e6, "ClippingNorm", options.ClippingNorm, "above 0");
        Expect(options.BatchSize >= 1 && options.BatchSize <= rows, "BatchSize", options.BatchSize, $"1 to {rows}");
        Expect(options.Epochs >= 1, "Epochs", options.Epochs, "1 or more");
        Expect(options.Hidden.All(h => h is >= 1 and <= 4096), "Hidden", string.Join(',', options.Hidden), "1 to 4,096 units a layer");
        Expect(options.LearningRate is > 0 and <= 1, "LearningRate", options.LearningRate, "above 0 up to 1");
        Expect(options.PositiveWeight is > 0 and < 1e6, "PositiveWeight", options.PositiveWeight, "a number above 0");
        Expect(options.Threads is >= 1 and <= 256, "Threads", options.Threads, "1 to 256");

        void Expect(bool holds, string what, object found, string expected)
        {
            if (!holds) throw new ArgumentException($"{what} is {found}, expected {expected}", nameof(options));
        }
    }
}
