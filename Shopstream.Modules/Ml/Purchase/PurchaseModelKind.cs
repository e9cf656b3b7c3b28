namespace Shopstream.Modules.Ml.Purchase;

/// <summary>The kinds of purchase models.</summary>
public enum PurchaseModelKind
{
    /// <summary>Random forest.</summary>
    Forest,

    /// <summary>Boosted trees.</summary>
    Boosted,

    /// <summary>Feed-forward network.</summary>
    Network,
}
