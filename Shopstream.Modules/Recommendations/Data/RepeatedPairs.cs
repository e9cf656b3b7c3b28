namespace Shopstream.Modules.Recommendations.Data;

/// <summary>What several interactions of one user with one item become in an <see cref="InteractionMatrix"/>.</summary>
public enum RepeatedPairs
{
    /// <summary>1, whatever their values: implicit feedback.</summary>
    One,

    /// <summary>The sum of their values: weights of events.</summary>
    Sum,

    /// <summary>The value of the last one in the order given: explicit ratings.</summary>
    Last,
}
