using System.Globalization;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>Invoice lines of UCI Online Retail.</summary>
internal static class OnlineRetailLines
{
    /// <summary>Columns that the header must name.</summary>
    public static readonly string[] Columns = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

    private const string PassedOver = "passed over: ";

    /// <summary>Takes a line in, with what it says of the product and the customer; the reason when it does not count.</summary>
    public static string? Take(IReadOnlyList<string> fields, InteractionLog log, InteractionDataset dataset)
    {
        var (invoice, code, customer) = (fields[0].Trim(), fields[1].Trim(), fields[6].Trim());
        if (invoice.StartsWith('C')) return PassedOver + "a cancellation";
        if (customer.Length == 0) return PassedOver + "no customer";
        if (code.Length == 0 || !char.IsAsciiDigit(code[0])) return PassedOver + "a code that is no product";
        if (!double.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var quantity)) return $"found the quantity \"{fields[3]}\", expected a number";
        if (quantity <= 0) return PassedOver + "no positive quantity";
        if (!int.TryParse(invoice, NumberStyles.None, CultureInfo.InvariantCulture, out var basket)) return $"found the invoice \"{invoice}\", expected a number";
        if (!DateTime.TryParse(fields[4], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return $"found the time \"{fields[4]}\", expected such as 2010-12-01 08:26:00";
        // Exports write customers as 17850 or 17850.0.
        if (customer.EndsWith(".0", StringComparison.Ordinal)) customer = customer[..^2];
        log.Add(customer, code, 1, new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds(), basket);
        double? price = double.TryParse(fields[5], NumberStyles.Float, CultureInfo.InvariantCulture, out var found) && found > 0 ? found : null;
        dataset.Items.TryAdd(code, new([], null, price, fields[2]));
        if (fields[7].Trim() is { Length: > 0 } country) dataset.Users.TryAdd(customer, [$"country:{country}"]);
        return null;
    }
}
