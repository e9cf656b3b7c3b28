using System.Globalization;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>The combined table and the features of users and products over the whole folder, as CSV files.</summary>
/// <param name="data">The folder.</param>
internal sealed class InstacartTables(InstacartData data)
{
    private static readonly string[] Combined =
    [
        "order_id", "user_id", "eval_set", "order_number", "order_dow", "order_hour_of_day", "days_since_prior_order", "product_id", "add_to_cart_order",
        "reordered", "product_name", "aisle", "department",
    ];

    /// <summary>Goes through the combined table: a row an order line, with its order and product where they are known.</summary>
    /// <param name="to">Takes the rows as CSV; null to only count.</param>
    /// <param name="cancellationToken">Looked at before each order.</param>
    public CombinedSummary Combine(TextWriter? to, CancellationToken cancellationToken)
    {
        to?.Write(string.Join(',', Combined) + "\n");
        var missing = new long[Combined.Length];
        var (withUser, withProduct) = (0L, 0L);
        var row = new string?[Combined.Length];
        var last = (Order: -1, Place: -1);
        foreach (var line in data.Lines())
        {
            if (line.Order != last.Order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = (line.Order, data.FindOrder(line.Order));
                var order = last.Place < 0 ? default(InstacartOrder?) : data.Orders[last.Place];
                (row[0], row[1], row[3]) = (Text(line.Order), Text(order?.User), Text(order?.Number));
                (row[4], row[5], row[6]) = (Text(order?.Weekday), Text(order?.Hour), Text(order?.DaysSincePrior));
            }

            var product = data.Products[line.Product];
            (row[2], row[7], row[8], row[9]) = (line.IsTrain ? "train" : "prior", Text(product.Id), Text(line.Position), line.IsReordered ? "1" : "0");
            (row[10], row[11], row[12]) = (product.Name, product.Aisle, product.Department);
            withUser += last.Place < 0 ? 0 : 1;
            withProduct += product.IsListed ? 1 : 0;
            for (var c = 0; c < row.Length; c++) missing[c] += row[c] is null ? 1 : 0;
            if (to is not null) Write(to, row);
        }

        return new(data.LineCount, withUser, withProduct, Enumerable.Range(0, Combined.Length).ToDictionary(c => Combined[c], c => missing[c], StringComparer.Ordinal));
    }

    /// <summary>Writes each user's number of orders and mean days between them; returns the number of users.</summary>
    public int WriteUsers(TextWriter? to)
    {
        to?.Write("user_id,total_orders,avg_days_between_orders\n");
        var count = 0;
        foreach (var (user, orders, days) in UserHistory.Totals(data.Orders))
        {
            count++;
            if (to is not null) Write(to, [Text(user), Text(orders), Text(days)]);
        }

        return count;
    }

    /// <summary>Writes how often each product was bought and reordered; returns all that were, the most often bought first, then by id.</summary>
    public IReadOnlyList<PopularProduct> WriteProducts(TextWriter? to)
    {
        var (purchases, reorders) = (new long[data.Products.Count], new long[data.Products.Count]);
        foreach (var line in data.Lines())
        {
            purchases[line.Product]++;
            reorders[line.Product] += line.IsReordered ? 1 : 0;
        }

        int[] bought = [.. Enumerable.Range(0, purchases.Length).Where(p => purchases[p] > 0)];
        to?.Write("product_id,purchase_count,total_reorders\n");
        if (to is not null)
            foreach (var p in bought.OrderBy(p => data.Products[p].Id)) Write(to, [Text(data.Products[p].Id), Text(purchases[p]), Text(reorders[p])]);
        return [.. bought
            .OrderByDescending(p => purchases[p])
            .ThenBy(p => data.Products[p].Id)
            .Select(p => new PopularProduct(data.Products[p].Id, data.Products[p].Name, purchases[p], (double)reorders[p] / purchases[p]))];
    }

    private static string? Text(double? number) => number is { } value && !double.IsNaN(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;

    private static void Write(TextWriter to, ReadOnlySpan<string?> fields)
    {
        for (var c = 0; c < fields.Length; c++)
        {
            if (c > 0) to.Write(',');
            var field = fields[c];
            if (field is not null && field.AsSpan().IndexOfAny(",\"\r\n") >= 0) field = $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            to.Write(field);
        }

        to.Write('\n');
    }
}
