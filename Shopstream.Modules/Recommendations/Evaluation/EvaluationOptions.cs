using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>Settings of an evaluation.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Lengths of the lists.</summary>
    /// <value>Each 1 to 1,000; 10 and 20 by default.</value>
    public IReadOnlyList<int> At { get; init; } = [10, 20];

    /// <summary>Bootstrap samples behind an interval.</summary>
    /// <value>100 to 100,000; 1,000 by default.</value>
    [Range(100, 100_000)]
    public int Samples { get; init; } = 1_000;

    /// <summary>Share of the samples inside an interval.</summary>
    /// <value>0.5 to 0.999; 0.95 by default.</value>
    [Range(0.5, 0.999)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the bootstrap: all algorithms are measured on the same samples of users.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads; 0 for one a core. Results do not depend on it.</summary>
    /// <value>0 to 1,024; 0 by default.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        if (At.Count == 0) throw new ValidationException("At: found none, expected a length from 1 to 1000");
        foreach (var at in At)
            if (at is < 1 or > 1_000) throw new ValidationException($"At: found {at}, expected 1 to 1000");
    }
}
