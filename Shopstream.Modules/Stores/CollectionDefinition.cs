namespace Shopstream.Modules.Stores;

/// <summary>A collection with the fields it can be searched by.</summary>
/// <param name="Name">Lower-case letters, digits and <c>_</c>.</param>
/// <param name="Fields">Fields that a <see cref="Document"/> brings beside its body; they also stand in the body under the same name.</param>
/// <param name="Indexes">Each a list of field names in index order.</param>
public sealed record CollectionDefinition(string Name, IReadOnlyList<IndexedField> Fields, IReadOnlyList<IReadOnlyList<string>> Indexes);
