using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Behaviour events of the REES46 data sets: <c>event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session</c>.
/// Also the sample of the OpenAvenues project with <c>unix_time</c> (seconds) in place of <c>event_time</c> and fewer columns.
/// The category is the code where there is one, else the id.
/// </summary>
internal sealed class Rees46Format : IImportFormat
{
    public string Name => "rees46";

    public string Description => "events of a REES46 shop, CSV: event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        ImportFile.Begin(options.Progress, path);
        using var table = CsvTable.Open(path, RecordSyntax.Csv, options);
        foreach (var row in InteractionRows.Read(table, Mapping(table), options, cancellationToken)) yield return row;
    }

    private static RowMapping Mapping(CsvTable table)
    {
        var unixTime = table.Find("event_time") < 0 ? table.Find("unix_time") : -1;
        var columns = unixTime < 0
            ? table.Require("event_time", "event_type", "product_id", "user_id", "category_id", "category_code", "brand", "price", "user_session")
            : table.Require("unix_time", "event_type", "product_id", "user_id");
        int time = columns[0], type = columns[1], product = columns[2], user = columns[3];
        int categoryId = table.Find("category_id"), categoryCode = table.Find("category_code"), brand = table.Find("brand");
        int price = table.Find("price"), session = table.Find("user_session");
        return (row, to) =>
        {
            if (row[user].IsEmpty) return FieldText.NoUser("user_id");
            var badTime = unixTime < 0
                ? FieldText.Time(row[time], "event_time", out var eventTime)
                : FieldText.UnixTime(row[time], "unix_time", out eventTime);
            if (badTime is not null) return badTime;
            if (FieldText.Number(row[price], "price", out var amount) is { } badPrice) return badPrice;
            to.EventTime = eventTime;
            to.EventType = FieldText.Shared(row[type]) ?? "";
            to.ProductId = FieldText.Shared(row[product]) ?? "";
            to.UserId = FieldText.Text(row[user])!;
            to.SessionId = FieldText.Text(row[session]);
            to.Category = FieldText.Shared(row[categoryCode]) ?? FieldText.Shared(row[categoryId]);
            to.Brand = FieldText.Shared(row[brand]);
            to.Price = amount;
            return null;
        };
    }
}
