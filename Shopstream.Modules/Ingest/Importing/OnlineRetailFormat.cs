using System.Text;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Invoice lines of UCI data set 352, <c>InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country</c>,
/// as purchases; session = invoice.
/// </summary>
/// <remarks>
/// Every line is either a purchase or a rejection that says why, so amounts add up over the two. Of several reasons the
/// first of this order counts: unreadable number, <c>negative_price</c> (bad debt), <c>missing_user</c>, <c>cancellation</c>
/// (invoice <c>C…</c> or fewer than 0 pieces: it takes back a purchase of another day, and no event of a visitor says that).
/// </remarks>
internal sealed class OnlineRetailFormat : IImportFormat
{
    public string Name => "online-retail";

    public string Description => "invoice lines of UCI Online Retail, CSV: InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        ImportFile.Begin(options.Progress, path);
        using var table = CsvTable.Open(path, RecordSyntax.CsvOrLatin1, options);
        foreach (var row in InteractionRows.Read(table, Mapping(table), options, cancellationToken)) yield return row;
    }

    private static RowMapping Mapping(CsvTable table)
    {
        var columns = table.Require("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");
        int invoice = columns[0], stockCode = columns[1], description = columns[2], quantity = columns[3];
        int date = columns[4], unitPrice = columns[5], customer = columns[6], country = columns[7];
        return (row, to) =>
        {
            if (FieldText.Number(row[quantity], "Quantity", -Money.Largest, Money.Largest, out var pieces) is { } badQuantity) return badQuantity;
            if (FieldText.Number(row[unitPrice], "UnitPrice", -Money.Largest, Money.Largest, out var price) is { } badPrice) return badPrice;
            if (FieldText.Time(row[date], "InvoiceDate", out var time) is { } badTime) return badTime;
            if (price < 0) return FieldText.Wrong(RejectionReasons.NegativePrice, "UnitPrice", row[unitPrice], "0 or more");
            var user = CustomerId(row[customer]);
            if (user.IsEmpty) return FieldText.NoUser("CustomerID");
            if (row[invoice] is [(byte)'C' or (byte)'c', ..])
                return FieldText.Wrong(ImportReasons.Cancellation, "InvoiceNo", row[invoice], "an invoice; C marks a cancellation");
            if (pieces < 0) return FieldText.Wrong(ImportReasons.Cancellation, "Quantity", row[quantity], "0 or more; fewer pieces mark a cancellation");
            to.EventType = EventTypes.Purchase;
            to.UserId = Encoding.UTF8.GetString(user);
            to.ProductId = FieldText.Shared(row[stockCode]) ?? "";
            to.ProductName = FieldText.Shared(row[description]);
            to.SessionId = FieldText.Text(row[invoice]);
            to.EventTime = time;
            to.Quantity = pieces;
            to.Price = price;
            to.Country = FieldText.Shared(row[country]);
            return null;
        };
    }

    // Spreadsheets turn the ids of a column with gaps into 17850.0.
    private static ReadOnlySpan<byte> CustomerId(ReadOnlySpan<byte> field) => field.EndsWith(".0"u8) ? field[..^2] : field;
}
