namespace Shopstream.Modules.Ml.Trees;

/// <summary>Between which values a node's value must lie, so that a monotone constraint above it holds.</summary>
internal readonly record struct ValueBounds(double Low, double High)
{
    /// <summary>No bounds.</summary>
    public static ValueBounds Free { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public double Clamp(double value) => value < Low ? Low : value > High ? High : value;

    /// <summary>Bounds of both children of a node that is split on a column with the given direction: they meet half way.</summary>
    public (ValueBounds Left, ValueBounds Right) Divide(int direction, double left, double right)
    {
        var middle = (left + right) / 2;
        return direction switch
        {
            > 0 => (this with { High = middle }, this with { Low = middle }),
            < 0 => (this with { Low = middle }, this with { High = middle }),
            _ => (this, this),
        };
    }
}
