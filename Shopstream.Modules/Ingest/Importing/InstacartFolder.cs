namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Which file of an Instacart folder is what. Names may carry prefixes and suffixes (<c>random10k_orders.csv.gz</c>,
/// <c>order_products__prior.first.csv</c>) and one underscore for two; several files of a kind are read one after another.
/// </summary>
internal sealed record InstacartFolder(
    IReadOnlyList<string> Departments,
    IReadOnlyList<string> Products,
    IReadOnlyList<string> Orders,
    IReadOnlyList<string> OrderUsers,
    IReadOnlyList<string> OrderLines)
{
    /// <summary>Every file, in the order of reading.</summary>
    public IEnumerable<string> All => [.. Departments, .. Products, .. Orders, .. OrderUsers, .. OrderLines];

    /// <exception cref="ImportFormatException">A kind that is needed is missing.</exception>
    public static InstacartFolder Find(string path)
    {
        List<string> departments = [], products = [], orders = [], users = [], lines = [];
        foreach (var name in ImportFolder.Names(path))
        {
            if (!name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)) continue;
            var kind = Holds(name, "order_user_product") ? users
                : Holds(name, "order_products") ? Holds(name, "_prior") || Holds(name, "_train") ? lines : null
                : Holds(name, "orders") ? orders
                : Holds(name, "products") ? products
                : Holds(name, "departments") ? departments
                : null;
            kind?.Add(Path.Combine(path, name));
        }

        List<string> missing = [];
        if (departments.Count == 0) missing.Add("departments.csv");
        if (products.Count == 0) missing.Add("products.csv");
        if (orders.Count == 0 && users.Count == 0) missing.Add("orders.csv");
        if (lines.Count == 0) missing.Add("order_products__prior.csv or order_products__train.csv");
        if (missing.Count > 0)
        {
            throw new ImportFormatException($"{path}: missing {string.Join(", ", missing)}: found {ImportFolder.Shown(path)}, expected "
                + "departments, products, orders and order_products__prior or order_products__train, each .csv or .csv.gz");
        }

        return new(departments, products, orders, users, lines);
    }

    private static bool Holds(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
