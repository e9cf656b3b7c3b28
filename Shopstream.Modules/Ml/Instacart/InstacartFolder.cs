namespace Shopstream.Modules.Ml.Instacart;

/// <summary>
/// Which file of an Instacart folder holds what. Names may have prefixes and suffixes (<c>random10k_orders.csv.gz</c>,
/// <c>order_products__prior.first.csv</c>) and one underscore for two; several files of a kind are read one after another.
/// </summary>
internal static class InstacartFolder
{
    private static readonly (InstacartKind Kind, string Name)[] Needed =
    [
        (InstacartKind.Aisles, "aisles"), (InstacartKind.Departments, "departments"), (InstacartKind.Products, "products"),
        (InstacartKind.Orders, "orders"), (InstacartKind.Prior, "order_products__prior"), (InstacartKind.Train, "order_products__train"),
    ];

    /// <summary>The files, in the order of reading.</summary>
    /// <exception cref="InvalidDataException">One that is needed is missing; the message names it and what was found.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<(InstacartKind Kind, string Path)> Find(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: found no such folder, expected the six files of Instacart in it.");
        var found = Directory.GetFiles(folder)
            .OrderBy(f => f, StringComparer.Ordinal)
            .Select(f => (Kind: KindOf(Path.GetFileName(f)), Path: f))
            .Where(f => f.Kind is not null)
            .Select(f => (Kind: f.Kind!.Value, f.Path))
            .OrderBy(f => f.Kind)
            .ToArray();
        var missing = Needed.Where(n => Array.TrueForAll(found, f => f.Kind != n.Kind)).Select(n => n.Name + ".csv").ToArray();
        if (missing.Length == 0) return found;
        var names = Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(20);
        throw new InvalidDataException(
            $"{folder}: missing {string.Join(", ", missing)}: found {string.Join(", ", names.DefaultIfEmpty("no files"))}, "
                + "expected aisles, departments, products, orders, order_products__prior and order_products__train, each .csv or .csv.gz");
    }

    private static InstacartKind? KindOf(string name)
    {
        if (!name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)) return null;
        return Holds("order_user_product") ? InstacartKind.OrderUsers
            : Holds("order_products") ? Holds("_prior") ? InstacartKind.Prior : Holds("_train") ? InstacartKind.Train : null
            : Holds("orders") ? InstacartKind.Orders
            : Holds("products") ? InstacartKind.Products
            : Holds("aisles") ? InstacartKind.Aisles
            : Holds("departments") ? InstacartKind.Departments
            : null;

        bool Holds(string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
