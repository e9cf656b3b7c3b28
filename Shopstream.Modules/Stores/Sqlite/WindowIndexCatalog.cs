using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// The window indices of a file with their attributes and measures. Stored rows hold both by position, so a definition may
/// only add at the end.
/// </summary>
internal static class WindowIndexCatalog
{
    /// <summary>The number of the index, a new one when it is not there yet; inside the writer's transaction.</summary>
    /// <exception cref="SqliteFileException">The stored attributes or measures are not the first of the definition's.</exception>
    public static long Register(SqliteConnection connection, SqliteFile file, WindowIndexDefinition definition)
    {
        var attributes = definition.Attributes.ToArray();
        var measures = definition.Measures.Select(m => m.Name).ToArray();
        var name = ("$name", (object?)definition.Name);
        var storedAttributes = connection.Scalar<string>("SELECT attributes FROM _window_indices WHERE name = $name", name);
        if (storedAttributes is not null)
        {
            CheckBegins(file, definition.Name, "attributes", storedAttributes, attributes);
            var storedMeasures = connection.Scalar<string>("SELECT measures FROM _window_indices WHERE name = $name", name)!;
            CheckBegins(file, definition.Name, "measures", storedMeasures, measures);
        }

        connection.Execute(
            "INSERT INTO _window_indices(name, attributes, measures) VALUES($name, $attributes, $measures) "
            + "ON CONFLICT(name) DO UPDATE SET attributes = excluded.attributes, measures = excluded.measures",
            name, ("$attributes", JsonSerializer.Serialize(attributes)), ("$measures", JsonSerializer.Serialize(measures)));
        return connection.Scalar<long>("SELECT id FROM _window_indices WHERE name = $name", name);
    }

    private static void CheckBegins(SqliteFile file, string index, string what, string stored, string[] wanted)
    {
        var found = JsonSerializer.Deserialize<string[]>(stored)!;
        if (wanted.AsSpan().StartsWith(found)) return;
        throw new SqliteFileException(
            $"{file.Path} ({file.Purpose}): the stored results of {index} have the {what} {string.Join(", ", found)}, "
            + $"expected {string.Join(", ", wanted)} (new ones may only follow). Move the file away and import again.");
    }
}
