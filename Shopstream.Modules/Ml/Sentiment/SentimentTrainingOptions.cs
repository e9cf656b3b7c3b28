namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>How a sentiment model learns.</summary>
public sealed record SentimentTrainingOptions
{
    /// <value>How often each text is learned, 1 to 1,000. Default 10.</value>
    public int Passes { get; init; } = 10;

    /// <value>Length of the first step of a bucket's weight, above 0 up to 10. Default 0.05.</value>
    public double LearningRate { get; init; } = 0.05;

    /// <value>Length of the first step of an evidence weight, above 0 up to 10. Default 0.03.</value>
    public double EvidenceRate { get; init; } = 0.03;

    /// <value>Pull of every weight towards the model that training began with, 0 to 1. Default 0.001.</value>
    public double Pull { get; init; } = 1e-3;

    /// <value>Seed of the order of texts. Default 42.</value>
    public int Seed { get; init; } = 42;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        Check(Passes is >= 1 and <= 1_000, nameof(Passes), Passes, "1 to 1000");
        Check(LearningRate is > 0 and <= 10, nameof(LearningRate), LearningRate, "above 0 up to 10");
        Check(EvidenceRate is > 0 and <= 10, nameof(EvidenceRate), EvidenceRate, "above 0 up to 10");
        Check(Pull is >= 0 and <= 1, nameof(Pull), Pull, "0 to 1");
    }

    private static void Check(bool holds, string name, IFormattable value, string expected)
    {
        if (!holds) throw new ArgumentException($"{name}: found {value.ToString(null, null)}, expected {expected}.", name);
    }
}
