using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// Brings the table of a collection to its definition: what is missing is added and filled from the documents' bodies,
/// indexes that the definition does not know (any more) are dropped.
/// </summary>
internal static class SqliteCollectionSchema
{
    /// <summary>Creates or extends the table and its indexes, inside the writer's transaction.</summary>
    /// <exception cref="ArgumentException">Another table differs from the name in case only.</exception>
    /// <exception cref="SqliteFileException">A field is stored with the other type.</exception>
    public static void Apply(SqliteConnection connection, SqliteFile file, SqliteCollection collection)
    {
        var table = collection.Name;
        var stored = connection.Scalar<string>(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $name COLLATE NOCASE", ("$name", table));
        if (stored is not null && stored != table)
            throw new ArgumentException($"{file.Path}: \"{table}\" differs from the stored \"{stored}\" in case only", nameof(collection));
        if (stored is null) Create(connection, collection);
        else AddColumns(connection, file, collection);

        var wanted = collection.Definition.Indexes.ToDictionary(collection.IndexName, i => i, StringComparer.Ordinal);
        var existing = Names(
            connection, $"SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL");
        foreach (var surplus in existing.Where(name => !wanted.ContainsKey(name))) connection.Execute($"DROP INDEX \"{surplus}\"");
        foreach (var (name, index) in wanted.Where(index => !existing.Contains(index.Key)))
        {
            // While the index was missing, an older definition may have written documents without these fields.
            if (stored is not null) Fill(connection, collection, index.Select(collection.Field));
            var columns = index.Select(field => $"\"{field}\"");
            if (collection.IsInBlocks(index)) columns = columns.Prepend(SqliteCollection.BlockSql);
            connection.Execute($"CREATE INDEX \"{name}\" ON \"{table}\"({string.Join(", ", columns)})");
        }
    }

    private static void Create(SqliteConnection connection, SqliteCollection collection)
    {
        var columns = collection.Definition.Fields.Select(f => $"\"{f.Name}\" {Type(f)}, ");
        connection.Execute(
            $"CREATE TABLE \"{collection.Name}\"(_seq INTEGER PRIMARY KEY, _id TEXT NOT NULL UNIQUE, "
            + $"{string.Concat(columns)}_body BLOB NOT NULL)");
    }

    private static void AddColumns(SqliteConnection connection, SqliteFile file, SqliteCollection collection)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var command = connection.Command($"SELECT name, type FROM pragma_table_info('{collection.Name}')"))
        using (var reader = command.ExecuteReader())
            while (reader.Read()) columns.Add(reader.GetString(0), reader.GetString(1));

        foreach (var field in collection.Definition.Fields)
        {
            if (!columns.TryGetValue(field.Name, out var type))
            {
                connection.Execute($"ALTER TABLE \"{collection.Name}\" ADD COLUMN \"{field.Name}\" {Type(field)}");
                Fill(connection, collection, [field]);
            }
            else if (type != Type(field))
            {
                throw new SqliteFileException(
                    $"{file.Path} ({file.Purpose}): field {field.Name} of {collection.Name} is {type}, expected {Type(field)}.");
            }
        }
    }

    private static void Fill(SqliteConnection connection, SqliteCollection collection, IEnumerable<IndexedField> fields)
    {
        foreach (var field in fields)
        {
            connection.Execute(
                $"UPDATE \"{collection.Name}\" SET \"{field.Name}\" = CASE WHEN json_valid(CAST(_body AS TEXT)) "
                + "AND json_type(CAST(_body AS TEXT), $path) = $type THEN json_extract(CAST(_body AS TEXT), $path) END",
                ("$path", $"$.\"{field.Name}\""), ("$type", field.IsInteger ? "integer" : "text"));
        }
    }

    private static string Type(IndexedField field) => field.IsInteger ? "INTEGER" : "TEXT";

    private static HashSet<string> Names(SqliteConnection connection, string sql)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }
}
