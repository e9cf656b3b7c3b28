namespace Shopstream.Modules.Ml.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers; missing is NaN.</summary>
    Number,

    /// <summary>Yes or no, kept as 1 and 0; missing is NaN.</summary>
    Boolean,

    /// <summary>Points in time, UTC, kept as milliseconds since 1970-01-01; missing is NaN.</summary>
    Time,

    /// <summary>One of a limited number of texts; missing is null.</summary>
    Category,

    /// <summary>Free text or identifiers; no feature is made of it. Missing is null.</summary>
    Text,
}
