using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>How strongly two items belong together.</summary>
public enum Association
{
    /// <summary>Baskets with both.</summary>
    Count,

    /// <summary>Share of the baskets with the first that have the second.</summary>
    Confidence,

    /// <summary>That share over the share of all baskets that have the second; above 1 only.</summary>
    Lift,

    /// <summary>
    /// Log-likelihood ratio of the 2 × 2 table (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993), of
    /// pairs that meet more often than by chance.
    /// </summary>
    LogLikelihood,
}

/// <summary>Settings of what is viewed or bought together.</summary>
public sealed record CoOccurrenceOptions
{
    /// <summary>How it is measured.</summary>
    /// <value>The log-likelihood ratio by default.</value>
    public Association Measure { get; init; } = Association.LogLikelihood;

    /// <summary>Partners kept for each item.</summary>
    /// <value>1 to 10,000; 50 by default.</value>
    [Range(1, 10_000)]
    public int K { get; init; } = 50;

    /// <summary>Baskets that two items must share.</summary>
    /// <value>1 to 1,000,000; 2 by default.</value>
    [Range(1, 1_000_000)]
    public int Least { get; init; } = 2;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
