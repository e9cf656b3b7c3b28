using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Settings of association rules.</summary>
public sealed record AssociationRuleOptions
{
    /// <summary>Share of the baskets that must have all items of a rule.</summary>
    /// <value>0.000001 to 1; 0.005 by default.</value>
    [Range(1e-6, 1.0)]
    public double Support { get; init; } = 0.005;

    /// <summary>Share of the baskets with the antecedent that must have the consequent.</summary>
    /// <value>0 to 1; 0.1 by default.</value>
    [Range(0.0, 1.0)]
    public double Confidence { get; init; } = 0.1;

    /// <summary>Items of the longest rules, the consequent included.</summary>
    /// <value>2 to 20; 2 by default.</value>
    [Range(2, 20)]
    public int Size { get; init; } = 2;

    /// <summary>Frequent sets from which mining gives up, so that a small support cannot take all memory.</summary>
    /// <value>1 to 100,000,000; 1,000,000 by default.</value>
    [Range(1, 100_000_000)]
    public int MostSets { get; init; } = 1_000_000;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
