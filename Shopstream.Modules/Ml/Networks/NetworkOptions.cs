namespace Shopstream.Modules.Ml.Networks;

/// <summary>How a network is built and trained.</summary>
public sealed record NetworkOptions
{
    /// <summary>Units of the hidden layers; each 1 to 4,096; default 128 and 64. Empty makes a logistic regression.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128, 64];

    /// <summary>Step size of Adam; above 0 up to 1, default 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of weights (not biases) per step, times the learning rate (AdamW); 0 to 10, default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Rows a step; 1 to 65,536, default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Most passes over the training rows; 1 or more, default 100.</summary>
    public int MaxEpochs { get; init; } = 100;

    /// <summary>Share of hidden units left out in each training step; 0 up to below 1, default 0.2.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Epochs without a better validation loss until training stops and the best epoch is taken; 1 or more, default 10.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>
    /// Share of the training rows set aside, by class, to stop early where no validation rows are given; 0 up to below 0.9,
    /// default 0.15. With 0 all epochs are run.
    /// </summary>
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>Weight of a yes against a no in the loss; above 0, default 1. See <see cref="Balanced"/>.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>Where weights, shuffling and dropout come from; default 1. The result does not depend on the number of threads.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads at work; 1 to 256, default 2.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The <see cref="PositiveWeight"/> that makes both classes weigh the same.</summary>
    /// <exception cref="ArgumentException">One of the classes is absent.</exception>
    public static double Balanced(ReadOnlySpan<float> labels)
    {
        double yes = 0;
        foreach (var label in labels) yes += label;
        return yes > 0 && yes < labels.Length ? (labels.Length - yes) / yes : throw new ArgumentException("one of the classes is absent", nameof(labels));
    }

    internal static void Check(NetworkOptions options)
    {
        Expect(options.Hidden.All(h => h is >= 1 and <= 4096), "Hidden", string.Join(',', options.Hidden), "1 to 4,096 units a layer");
        Expect(options.LearningRate is > 0 and <= 1, "LearningRate", options.LearningRate, "above 0 up to 1");
        Expect(options.WeightDecay is >= 0 and <= 10, "WeightDecay", options.WeightDecay, "0 to 10");
        Expect(options.BatchSize is >= 1 and <= 65_536, "BatchSize", options.BatchSize, "1 to 65,536");
        Expect(options.MaxEpochs >= 1, "MaxEpochs", options.MaxEpochs, "1 or more");
        Expect(options.Dropout is >= 0 and < 1, "Dropout", options.Dropout, "0 up to below 1");
        Expect(options.Patience >= 1, "Patience", options.Patience, "1 or more");
        Expect(options.ValidationShare is >= 0 and < 0.9, "ValidationShare", options.ValidationShare, "0 up to below 0.9");
        Expect(options.PositiveWeight is > 0 and < double.PositiveInfinity, "PositiveWeight", options.PositiveWeight, "a number above 0");
        Expect(options.Threads is >= 1 and <= 256, "Threads", options.Threads, "1 to 256");

        void Expect(bool holds, string what, object found, string expected)
        {
            if (!holds) throw new ArgumentException($"{what} is {found}, expected {expected}", nameof(options));
        }
    }
}
