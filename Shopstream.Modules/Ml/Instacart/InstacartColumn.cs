namespace Shopstream.Modules.Ml.Instacart;

/// <summary>A column that a file must have.</summary>
/// <param name="Name">Its name in the header, in any case.</param>
/// <param name="Low">Least value of a number.</param>
/// <param name="High">Greatest value of a number.</param>
/// <param name="IsText">Whether it holds texts; all others hold numbers.</param>
/// <param name="IsOptional">Whether a row may leave it empty.</param>
/// <param name="IsWhole">Whether numbers are whole.</param>
internal sealed record InstacartColumn(string Name, double Low, double High, bool IsText = false, bool IsOptional = false, bool IsWhole = true)
{
    /// <summary>The columns of a file, in the order in which rows give them.</summary>
    public static IReadOnlyList<InstacartColumn> Of(InstacartKind kind) => kind switch
    {
        InstacartKind.Aisles => [Id("aisle_id"), Text("aisle")],
        InstacartKind.Departments => [Id("department_id"), Text("department")],
        InstacartKind.Products => [Id("product_id"), Text("product_name"), Id("aisle_id") with { IsOptional = true }, Id("department_id") with { IsOptional = true }],
        InstacartKind.Orders =>
        [
            Id("order_id"), Id("user_id"), Number, new("order_dow", 0, 6, IsOptional: true), new("order_hour_of_day", 0, 23, IsOptional: true),
            new("days_since_prior_order", 0, 366, IsOptional: true, IsWhole: false),
        ],
        InstacartKind.OrderUsers => [Id("order_id"), Id("user_id"), Number],
        _ => [Id("order_id"), Id("product_id"), new("add_to_cart_order", 1, short.MaxValue), new("reordered", 0, 1)],
    };

    /// <summary>What a value must be, for messages.</summary>
    public string Expected => IsText ? "a text" : $"a {(IsWhole ? "whole " : "")}number from {Low} to {High}";

    private static InstacartColumn Number => new("order_number", 1, 10_000);

    private static InstacartColumn Id(string name) => new(name, 0, int.MaxValue);

    private static InstacartColumn Text(string name) => new(name, 0, 0, IsText: true);
}
