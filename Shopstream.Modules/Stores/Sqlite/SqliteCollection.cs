using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// The table of one collection: <c>_seq</c> counts the documents as they come, <c>_id</c> is unique, a column holds each
/// field, <c>_body</c> the JSON.
/// </summary>
/// <remarks>
/// An index whose first field is a text, such as a user id, meets its values in random order; as one big tree it would soon
/// have every insert read and write a page of its own. So it is kept in blocks of <see cref="BlockSize"/> consecutive
/// documents: inserts touch the last block only, which stays in memory, however large the collection grows. A search looks
/// into every block, a few microseconds each. See <see cref="DocumentSelect"/>.
/// </remarks>
internal sealed partial class SqliteCollection
{
    private const int BlockShift = 16;

    /// <summary>Documents a block of an index that begins with a text.</summary>
    public const int BlockSize = 1 << BlockShift;

    /// <summary>The block of a document, as an SQL expression.</summary>
    public static readonly string BlockSql = $"(_seq >> {BlockShift})";

    private readonly string _upsertSql;

    /// <summary>Checks the names.</summary>
    /// <exception cref="ArgumentException">A name is not allowed or stands twice, or an index names a field that is none.</exception>
    public SqliteCollection(CollectionDefinition definition)
    {
        Definition = definition;
        CheckName(definition.Name, "a collection");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
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

        var fields = definition.Fields.Select(f => $"\"{f.Name}\"").ToList();
        _upsertSql = $"INSERT INTO \"{Name}\"({string.Join(", ", fields.Prepend("_id").Append("_body"))}) "
            + $"VALUES({string.Join(", ", Enumerable.Range(1, fields.Count + 2).Select(i => $"?{i}"))}) ON CONFLICT(_id) DO UPDATE SET "
            + string.Join(", ", fields.Append("_body").Select(f => $"{f} = excluded.{f}"));
    }

    /// <summary>The definition.</summary>
    public CollectionDefinition Definition { get; }

    /// <summary>Name of collection and table.</summary>
    public string Name => Definition.Name;

    /// <summary>Name of an index in the database; unique, since names of fields have no dot.</summary>
    public string IndexName(IReadOnlyList<string> index) => $"_{Name}.{string.Join('.', index)}";

    /// <summary>Whether an index is kept in blocks.</summary>
    public bool IsInBlocks(IReadOnlyList<string> index) => !Field(index[0]).IsInteger;

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

    /// <summary>Inserts or replaces, in the order given.</summary>
    /// <exception cref="ArgumentException">Values do not fit the fields.</exception>
    public unsafe void Upsert(SqliteStatements statements, IReadOnlyList<Document> documents)
    {
        var statement = statements[_upsertSql];
        var fields = Definition.Fields;
        for (var i = 0; i < documents.Count; i++)
        {
            var document = documents[i];
            statement.Bind(1, document.Id);
            BindFields(statement, fields, document);
            fixed (byte* body = document.Body.Span)
            {
                statement.BindPinnedBlob(fields.Count + 2, body, document.Body.Length);
                statement.Run();
            }
        }
    }

    private void BindFields(SqliteStatement statement, IReadOnlyList<IndexedField> fields, Document document)
    {
        var values = document.FieldValues;
        if (values.Count != fields.Count)
            throw new ArgumentException(
                $"document {document.Id} of {Name} has {values.Count} field values, expected {fields.Count}", nameof(document));
        for (var f = 0; f < fields.Count; f++)
        {
            switch (values[f])
            {
                case null:
                    statement.BindNull(f + 2);
                    break;
                case string text when !fields[f].IsInteger:
                    statement.Bind(f + 2, text);
                    break;
                case long number when fields[f].IsInteger:
                    statement.Bind(f + 2, number);
                    break;
                case var other:
                    throw new ArgumentException(
                        $"document {document.Id} of {Name} has a {other.GetType().Name} in field {fields[f].Name}, expected "
                        + (fields[f].IsInteger ? "Int64" : "String"), nameof(document));
            }
        }
    }

    private static void CheckName(string name, string what)
    {
        if (!NamePattern().IsMatch(name))
            throw new ArgumentException(
                $"\"{name}\" cannot name {what}: expected a lower-case letter, then letters, digits or _", nameof(name));
    }

    [GeneratedRegex(@"\A(?!sqlite_)[a-z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
