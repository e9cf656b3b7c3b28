namespace Shopstream.Modules.Ml;

/// <summary>A trained model of a yes-or-no target. Thread-safe: predicting changes nothing.</summary>
public interface IProbabilityModel
{
    /// <summary>Names of the columns it was trained on, in order.</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>Probability of yes, 0 to 1, for each row.</summary>
    /// <exception cref="ArgumentException">The columns are not those of <see cref="Features"/>.</exception>
    float[] Predict(FeatureMatrix rows);
}
