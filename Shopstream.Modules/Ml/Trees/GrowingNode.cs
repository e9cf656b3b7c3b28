namespace Shopstream.Modules.Ml.Trees;

/// <summary>A node of the tree that is being grown.</summary>
internal sealed class GrowingNode(int id, int depth, int start, int count, long total, ValueBounds bounds)
{
    public int Id { get; } = id;

    public int Depth { get; } = depth;

    /// <summary>Its first entry in the row partition.</summary>
    public int Start { get; } = start;

    /// <summary>Its rows.</summary>
    public int Count { get; } = count;

    /// <summary>Packed derivatives of its rows.</summary>
    public long Total { get; } = total;

    public ValueBounds Bounds { get; } = bounds;

    /// <summary>Its best split, once looked for.</summary>
    public Split Best { get; set; } = Split.None;

    /// <summary>Its histograms, kept for the subtraction from which its children profit; null where not kept.</summary>
    public long[]? Histograms { get; set; }

    /// <summary>Number of its left child, 0 as long as it is a leaf.</summary>
    public int Left { get; set; }
}
