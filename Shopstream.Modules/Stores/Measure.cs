namespace Shopstream.Modules.Stores;

/// <summary>A number of a row, held as 64-bit integer so that sums are exact.</summary>
/// <param name="Name">Name, such as <c>revenue</c>.</param>
/// <param name="Unit">What one counts.</param>
/// <param name="Merge">How two values of the same key become one.</param>
public sealed record Measure(string Name, MeasureUnit Unit = MeasureUnit.Count, MeasureMerge Merge = MeasureMerge.Sum);

/// <summary>Unit of a <see cref="Measure"/>.</summary>
public enum MeasureUnit
{
    /// <summary>Things.</summary>
    Count,

    /// <summary>Ten-thousandths of the currency unit.</summary>
    Money,

    /// <summary>Milliseconds of duration.</summary>
    Milliseconds,

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    Instant,

    /// <summary>Thousandths of a score.</summary>
    Thousandths,
}

/// <summary>How two values of a measure become one.</summary>
public enum MeasureMerge
{
    /// <summary>Added.</summary>
    Sum,

    /// <summary>The larger.</summary>
    Max,
}
