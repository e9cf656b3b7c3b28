namespace Shopstream.Modules.Ml.Trees;

/// <summary>In which order a tree's leaves are split.</summary>
public enum TreeGrowth
{
    /// <summary>Level by level; the depth bounds the tree.</summary>
    DepthWise,

    /// <summary>Always the leaf with the greatest gain next (best first); the number of leaves bounds the tree.</summary>
    LeafWise,
}
