namespace Shopstream.Modules.Stores;

/// <summary>A stored document.</summary>
/// <param name="Id">Unique in its collection; deterministic, so that writing again replaces.</param>
/// <param name="Body">A JSON object.</param>
/// <param name="FieldValues">Values in the order of <see cref="CollectionDefinition.Fields"/>: string, long or null. Empty on what is read back.</param>
public sealed record Document(string Id, ReadOnlyMemory<byte> Body, IReadOnlyList<object?> FieldValues)
{
    /// <value>Input offset it was made at; a search index that several hosts share ignores a write with a lower one than it holds. Default 0.</value>
    public long Version { get; init; }
}
