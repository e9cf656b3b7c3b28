namespace Shopstream.Modules.Stores;

/// <summary>A searchable field: a text or a 64-bit integer.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="IsInteger">Whether its values are <see cref="long"/>; else <see cref="string"/>.</param>
public sealed record IndexedField(string Name, bool IsInteger);
