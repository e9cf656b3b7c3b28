namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>How far a session got.</summary>
internal enum FunnelStage
{
    /// <summary>Pages were viewed only.</summary>
    View,

    /// <summary>A cart was filled and left.</summary>
    Cart,

    /// <summary>The checkout was begun and left.</summary>
    Checkout,

    /// <summary>Everything viewed was bought.</summary>
    Purchase,
}
