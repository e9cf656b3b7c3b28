using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>The catalogue of an Instacart folder, in memory: name and department of each product.</summary>
internal sealed class InstacartProducts
{
    private readonly Dictionary<int, string> _departments = [];
    private readonly Dictionary<int, Product> _products = [];

    /// <summary>The product, or null when the catalogue lacks it.</summary>
    public Product? Find(int id) => _products.GetValueOrDefault(id);

    /// <summary>A row of the departments file.</summary>
    public Func<Rejection?> Departments(CsvTable table)
    {
        var columns = table.Require("department_id", "department");
        return () =>
        {
            if (FieldText.Whole(table[columns[0]], "department_id", 0, int.MaxValue, out var id) is { } badId) return badId;
            _departments[id] = FieldText.Text(table[columns[1]]) ?? "";
            return null;
        };
    }

    /// <summary>A row of the products file; the departments must be there already.</summary>
    public Func<Rejection?> Products(CsvTable table)
    {
        var columns = table.Require("product_id", "product_name", "department_id");
        return () =>
        {
            if (FieldText.Whole(table[columns[0]], "product_id", 0, int.MaxValue, out var id) is { } badId) return badId;
            if (FieldText.Whole(table[columns[2]], "department_id", 0, int.MaxValue, out var department) is { } badDepartment) return badDepartment;
            _products[id] = new Product(FieldText.Text(table[columns[0]])!, FieldText.Text(table[columns[1]]), _departments.GetValueOrDefault(department));
            return null;
        };
    }

    /// <summary>What an order line takes from the catalogue.</summary>
    internal sealed record Product(string Id, string? Name, string? Department);
}
