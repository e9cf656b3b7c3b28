using System.Text;
using System.Text.RegularExpressions;
using Shopstream.Modules.Stores.Mongo.Bson;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>A collection as it lies in the database.</summary>
internal sealed partial class CollectionLayout
{
    /// <summary>Checks the names.</summary>
    /// <param name="definition">The collection.</param>
    /// <param name="prefix">Begin of its name in the database.</param>
    /// <param name="timeToLive">How long its documents are kept after they were written, or null.</param>
    /// <exception cref="ArgumentException">A name is not allowed or stands twice, or an index names a field that is none.</exception>
    public CollectionLayout(CollectionDefinition definition, string prefix, TimeSpan? timeToLive)
    {
        Definition = definition;
        StoredName = prefix + definition.Name;
        TimeToLive = timeToLive;
        CheckName(definition.Name, "a collection");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in definition.Fields)
        {
            CheckName(field.Name, $"a field of {definition.Name}");
            if (!names.Add(field.Name)) throw new ArgumentException($"{definition.Name} has two fields \"{field.Name}\"", nameof(definition));
        }

        foreach (var index in definition.Indexes)
        {
            if (index.Count == 0) throw new ArgumentException($"{definition.Name} has an index without fields", nameof(definition));
            foreach (var name in index) Field(name);
        }
    }

    /// <summary>The definition.</summary>
    public CollectionDefinition Definition { get; }

    /// <summary>Its name for the application.</summary>
    public string Name => Definition.Name;

    /// <summary>Its name in the database.</summary>
    public string StoredName { get; }

    /// <summary>How long documents are kept, or null for ever.</summary>
    public TimeSpan? TimeToLive { get; }

    /// <summary>The field of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IndexedField Field(string name)
    {
        foreach (var field in Definition.Fields)
            if (field.Name == name) return field;
        throw new ArgumentException(
            $"collection {Name} has no field \"{name}\", it has {string.Join(", ", Definition.Fields.Select(f => f.Name).Prepend("_id"))}",
            nameof(name));
    }

    /// <summary>The command that creates what it needs, each index under the name the server would give it; null when nothing.</summary>
    public byte[]? CreateIndexes()
    {
        if (Definition.Indexes.Count == 0 && TimeToLive is null) return null;
        using var command = new BsonWriter();
        var start = command.Begin();
        command.String("createIndexes"u8, StoredName);
        var indexes = command.Begin(BsonType.Array, "indexes"u8);
        var count = 0;
        foreach (var index in Definition.Indexes)
        {
            var item = BeginIndex(command, count++, index);
            command.End(item);
        }

        if (TimeToLive is not null)
        {
            var item = BeginIndex(command, count, [Encoding.UTF8.GetString(StoredFields.ExpiresAt)]);

            // Removed once the date has passed.
            command.Int32("expireAfterSeconds"u8, 0);
            command.End(item);
        }

        command.End(indexes);
        command.End(start);
        return command.All.ToArray();
    }

    private static int BeginIndex(BsonWriter command, int number, IReadOnlyList<string> fields)
    {
        var item = command.Begin(BsonType.Document, Encoding.UTF8.GetBytes($"{number}"));
        var key = command.Begin(BsonType.Document, "key"u8);
        foreach (var field in fields) command.Int32(Encoding.UTF8.GetBytes(field), 1);
        command.End(key);
        command.String("name"u8, string.Join('_', fields.Select(f => f + "_1")));
        return item;
    }

    private static void CheckName(string name, string what)
    {
        if (!NamePattern().IsMatch(name))
            throw new ArgumentException($"\"{name}\" cannot name {what}: expected a lower-case letter, then letters, digits or _", nameof(name));
    }

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
