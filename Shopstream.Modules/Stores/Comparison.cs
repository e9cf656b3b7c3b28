namespace Shopstream.Modules.Stores;

/// <summary>How a field is compared.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Greater or equal.</summary>
    AtLeast,

    /// <summary>Less.</summary>
    Below,

    /// <summary>Text begins with the value.</summary>
    StartsWith,
}
