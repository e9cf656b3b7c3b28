using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Settings of the neighbourhood algorithms.</summary>
public sealed record NeighbourOptions
{
    /// <summary>How likeness is measured.</summary>
    /// <value>Cosine by default.</value>
    public Similarity Similarity { get; init; } = Similarity.Cosine;

    /// <summary>Neighbours kept.</summary>
    /// <value>1 to 10,000; 100 by default.</value>
    [Range(1, 10_000)]
    public int K { get; init; } = 100;

    /// <summary>Whether rows exactly as alike as the k-th are kept as well, so that no order decides between them. Items only.</summary>
    /// <value>False by default.</value>
    public bool KeepTies { get; init; }

    /// <summary>
    /// Similarities are multiplied by n / (n + shrinkage), n the shared columns, so that chance meetings of small rows count less
    /// (Bell and Koren, KDD Cup 2007, §2.2).
    /// </summary>
    /// <value>0 (no shrinkage, the default) to 1,000,000.</value>
    [Range(0, 1_000_000)]
    public double Shrinkage { get; init; }

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ValidationException">One is.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
