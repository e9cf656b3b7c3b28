using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Order lines of the Instacart 2017 folder as purchases of the order's user; session = order, category = department,
/// <c>add_to_cart_order</c> and <c>reordered</c> as numbers among the further fields. Times are made as
/// <see cref="InstacartOrders"/> says. A line of an order that no file gives a user is refused as <c>missing_user</c>.
/// </summary>
/// <remarks>
/// Rows are numbered over all files in the order of reading: departments, products, orders, order_user_product, order_products;
/// within a kind by name. Rows of the first four are rows of this import only when they are refused.
/// </remarks>
internal sealed class InstacartFormat : IImportFormat
{
    private static readonly JsonElement[] SmallNumbers =
        [.. Enumerable.Range(0, 256).Select(n => JsonSerializer.SerializeToElement(n, EventsJsonContext.Default.Int32))];

    public string Name => "instacart";

    /// <inheritdoc/>
    public bool IsTimeOrdered => false;

    public string Description => "order lines of the Instacart 2017 folder: departments, products, orders, order_products__prior and __train";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        var folder = InstacartFolder.Find(path);
        ImportFile.Begin(options.Progress, [.. folder.All]);
        var number = new RunningNumber();
        var products = new InstacartProducts();
        var orders = new InstacartOrders();
        foreach (var row in Load(folder.Departments, products.Departments, number, options, cancellationToken)) yield return row;
        foreach (var row in Load(folder.Products, products.Products, number, options, cancellationToken)) yield return row;
        foreach (var row in Load(folder.Orders, orders.Orders, number, options, cancellationToken)) yield return row;
        foreach (var row in Load(folder.OrderUsers, orders.OrderUsers, number, options, cancellationToken)) yield return row;
        orders.Place();
        foreach (var file in folder.OrderLines)
        {
            var name = Path.GetFileName(file);
            using var table = CsvTable.Open(file, RecordSyntax.Csv, options);
            var mapping = Mapping(table, products, orders);
            foreach (var row in InteractionRows.Read(table, mapping, options, cancellationToken)) yield return row.In(name, ++number.Value);
        }
    }

    // Gives the refused rows only; the others go into memory.
    private static IEnumerable<ImportedRow> Load(
        IReadOnlyList<string> files, Func<CsvTable, Func<Rejection?>> columns, RunningNumber number, ImportOptions options, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            using var table = CsvTable.Open(file, RecordSyntax.Csv, options);
            var take = columns(table);
            while (table.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                number.Value++;
                if ((table.Fault ?? take()) is { } rejection)
                    yield return ImportedRow.Rejected(table.Line, rejection, table.Text).In(Path.GetFileName(file), number.Value);
            }
        }
    }

    private static RowMapping Mapping(CsvTable table, InstacartProducts products, InstacartOrders orders)
    {
        var columns = table.Require("order_id", "product_id", "add_to_cart_order", "reordered");
        int order = columns[0], product = columns[1], position = columns[2], reordered = columns[3];
        var last = (Order: -1, User: "", Session: "");
        return (row, to) =>
        {
            if (FieldText.Whole(row[order], "order_id", 0, int.MaxValue, out var orderId) is { } badOrder) return badOrder;
            if (FieldText.Whole(row[product], "product_id", 0, int.MaxValue, out var productId) is { } badProduct) return badProduct;
            if (FieldText.Whole(row[position], "add_to_cart_order", 1, int.MaxValue, out var place) is { } badPlace) return badPlace;
            if (FieldText.Whole(row[reordered], "reordered", 0, 1, out var again) is { } badAgain) return badAgain;
            if (!orders.TryFind(orderId, out var user, out var time))
                return FieldText.Wrong(RejectionReasons.MissingUser, "order_id", row[order], "an order whose user one of the orders files names");
            if (last.Order != orderId)
                last = (orderId, user.ToString(CultureInfo.InvariantCulture), orderId.ToString(CultureInfo.InvariantCulture));
            var known = products.Find(productId);
            to.EventType = EventTypes.Purchase;
            to.UserId = last.User;
            to.SessionId = last.Session;
            to.ProductId = known?.Id ?? FieldText.Shared(row[product])!;
            to.ProductName = known?.Name;
            to.Category = known?.Department;
            to.EventTime = time;
            to.Extra = new(2, StringComparer.Ordinal) { ["add_to_cart_order"] = Element(place), ["reordered"] = Element(again) };
            return null;
        };
    }

    private static JsonElement Element(int number) =>
        number < SmallNumbers.Length ? SmallNumbers[number] : JsonSerializer.SerializeToElement(number, EventsJsonContext.Default.Int32);

    private sealed class RunningNumber
    {
        public long Value { get; set; }
    }
}
