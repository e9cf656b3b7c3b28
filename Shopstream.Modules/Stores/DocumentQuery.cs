namespace Shopstream.Modules.Stores;

/// <summary>What to find: all conditions hold together.</summary>
public sealed record DocumentQuery
{
    /// <summary>Everything, in no particular order.</summary>
    public static readonly DocumentQuery All = new();

    /// <summary>Conditions on indexed fields (and <c>_id</c>).</summary>
    public IReadOnlyList<FieldCondition> Where { get; init; } = [];

    /// <summary>Field to sort by, equal ones by id; null for no particular order.</summary>
    public string? SortBy { get; init; }

    /// <summary>Largest first.</summary>
    public bool Descending { get; init; }

    /// <summary>At most so many; null for all.</summary>
    public int? Limit { get; init; }
}
