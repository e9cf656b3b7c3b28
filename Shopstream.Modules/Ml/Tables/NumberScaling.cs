namespace Shopstream.Modules.Ml.Tables;

/// <summary>Views of a number that become features; several together give several columns. All are fit on training rows.</summary>
[Flags]
public enum NumberScaling
{
    /// <summary>The number itself, NaN where missing: what trees want.</summary>
    AsIs = 0,

    /// <summary>Mean 0 and deviation 1; 0 where missing, with a column that says so.</summary>
    Standardised = 1,

    /// <summary>sign(x)·log(1 + |x|), then standardised; where the number is hardly skewed (|skewness| at most 1) without the logarithm.</summary>
    Logarithm = 2,

    /// <summary>The share of training rows below, tied ones counting half, spread evenly over ±√3: variance 1 and no outliers.</summary>
    Rank = 4,
}
