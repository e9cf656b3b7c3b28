namespace Shopstream.Modules.Ml.Trees;

/// <summary>One way to part the rows of a node.</summary>
/// <param name="Gain">What it brings; above 0 where there is a split at all.</param>
/// <param name="Column">The column compared.</param>
/// <param name="Bin">The last bin that goes left.</param>
/// <param name="DefaultLeft">Whether missing values go left.</param>
/// <param name="DefaultIsFree">Whether the node has no missing values to learn from.</param>
/// <param name="Left">Packed derivatives of the left child.</param>
internal readonly record struct Split(double Gain, int Column, int Bin, bool DefaultLeft, bool DefaultIsFree, long Left)
{
    /// <summary>Not worth splitting.</summary>
    public static Split None { get; } = new(0, -1, -1, false, false, 0);
}
