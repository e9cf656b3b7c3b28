namespace Shopstream.Modules.Stores;

/// <summary>A condition on one field.</summary>
/// <param name="Field">Indexed field, or <c>_id</c>.</param>
/// <param name="Comparison">How to compare.</param>
/// <param name="Value">String or long.</param>
public sealed record FieldCondition(string Field, Comparison Comparison, object Value);
