using System.Globalization;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>
/// Reads tables of products and users: MovieLens' <c>u.item</c> and <c>u.user</c>, separated by <c>|</c>, or CSV with a header.
/// </summary>
public static class DescriptionTables
{
    private const int FirstGenre = 5;
    private const int YearsOfABand = 10;
    private static readonly string[] ItemIds = ["item", "id", "product_id", "stockcode", "sku"];
    private static readonly string[] CategoryNames = ["category", "categories", "category_code", "aisle", "aisle_id", "department", "department_id", "genre"];
    private static readonly string[] TextNames = ["name", "title", "description", "product_name"];
    private static readonly string[] UserIds = ["user", "id", "user_id", "customerid"];

    /// <summary>
    /// Adds a product table: an id (<c>item</c>, <c>id</c>, <c>product_id</c> …) and any of category (or aisle, department, genre),
    /// <c>brand</c>, <c>price</c>, name (or title, description).
    /// </summary>
    /// <returns>Products read.</returns>
    /// <exception cref="FormatException">The header names no id.</exception>
    public static int ReadItems(InteractionDataset dataset, string path) => Read(path, ItemIds, bars: fields =>
    {
        if (fields.Count <= FirstGenre) return;
        var genres = Enumerable.Range(FirstGenre, fields.Count - FirstGenre).Where(c => fields[c].Trim() == "1").Select(c => $"genre {c - FirstGenre}").ToList();
        dataset.Items[fields[0].Trim()] = new(genres, null, null, fields[1]);
    }, named: (id, row) =>
    {
        // Categories of different columns are different categories, though their ids may be the same numbers.
        var categories = CategoryNames.Where(row.ContainsKey).Select(name => (name, value: row[name])).Where(c => c.value.Length > 0).Select(c => $"{c.name} {c.value}").ToList();
        double? price = double.TryParse(row.GetValueOrDefault("price"), NumberStyles.Float, CultureInfo.InvariantCulture, out var found) ? found : null;
        dataset.Items[id] = new(categories, row.GetValueOrDefault("brand"), price, string.Join(' ', TextNames.Where(row.ContainsKey).Select(name => row[name])));
    });

    /// <summary>Adds a user table: an id (<c>user</c>, <c>id</c>, <c>user_id</c> …); every other column but postcodes is an attribute as it is, ages by decade.</summary>
    /// <returns>Users read.</returns>
    /// <exception cref="FormatException">The header names no id.</exception>
    public static int ReadUsers(InteractionDataset dataset, string path) => Read(path, UserIds, bars: fields =>
    {
        if (fields.Count < 4) return;
        dataset.Users[fields[0].Trim()] = Attributes([("age", fields[1]), ("gender", fields[2]), ("occupation", fields[3])]);
    }, named: (id, row) => dataset.Users[id] = Attributes(row.Where(c => !UserIds.Contains(c.Key) && c.Key is not ("zip" or "postcode")).Select(c => (c.Key, c.Value))));

    private static List<string> Attributes(IEnumerable<(string Name, string Value)> columns)
    {
        var found = new List<string>();
        foreach (var (name, text) in columns)
        {
            var value = text.Trim();
            if (value.Length == 0) continue;
            if (name != "age") found.Add($"{name}:{value}");
            else if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var age)) found.Add($"age:{age / YearsOfABand * YearsOfABand}s");
        }

        return found;
    }

    private static int Read(string path, string[] ids, Action<IReadOnlyList<string>> bars, Action<string, Dictionary<string, string>> named)
    {
        using var reader = InteractionDataset.Open(path);
        var (count, header, id) = (0, default(List<string>), -1);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (header is null && line.Contains('|'))
            {
                bars(line.Split('|'));
                count++;
                continue;
            }

            var separator = line.Contains('\t') ? '\t' : ',';
            var fields = DelimitedLine.Split(line.TrimStart('\uFEFF'), separator);
            if (header is null)
            {
                header = [.. fields.Select(f => f.Trim().ToLowerInvariant())];
                id = header.FindIndex(ids.Contains);
                if (id < 0) throw new FormatException($"{path}: found the header \"{line}\", expected it to name one of {string.Join(", ", ids)}");
                continue;
            }

            if (fields.Count <= id || fields[id].Trim() is not { Length: > 0 } found) continue;
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var c = 0; c < Math.Min(fields.Count, header.Count); c++) row[header[c]] = fields[c].Trim();
            named(found, row);
            count++;
        }

        return count;
    }
}
