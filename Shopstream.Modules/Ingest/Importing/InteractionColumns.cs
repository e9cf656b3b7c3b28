using System.Text;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Where a CSV keeps the fields of an interaction.</summary>
internal sealed class InteractionColumns
{
    private const int MostShared = 4096;

    private readonly int _event, _user, _product, _type, _time, _session, _brand, _category, _price, _quantity, _value, _productName, _country;
    private readonly (int Column, string Name)[] _extra;
    private readonly DateTimeOffset _arrival;
    private readonly Dictionary<string, JsonElement> _shared = new(StringComparer.Ordinal);

    /// <exception cref="ImportFormatException">The table lacks user, product or event type.</exception>
    public InteractionColumns(CsvTable table, DateTimeOffset arrival)
    {
        _arrival = arrival;
        var required = table.Require("user_id", "product_id", "event_type");
        (_user, _product, _type) = (required[0], required[1], required[2]);
        var known = new HashSet<int>(required);
        int Optional(string name)
        {
            var column = table.Find(name);
            known.Add(column);
            return column;
        }

        _event = Optional("event_id");
        _time = Optional("event_time");
        _session = Optional("session_id");
        _brand = Optional("brand");
        _category = Optional("category");
        _price = Optional("price");
        _quantity = Optional("quantity");
        _value = Optional("value");
        _productName = Optional("product_name");
        _country = Optional("country");
        _extra = [.. table.Columns.Select((name, column) => (column, name)).Where(c => c.name.Length > 0 && !known.Contains(c.column))];
    }

    /// <summary>A <see cref="RowMapping"/>.</summary>
    public Rejection? Map(CsvTable row, Interaction to)
    {
        if (row[_user].IsEmpty) return FieldText.NoUser("user_id");
        var time = _arrival;
        if (!row[_time].IsEmpty && FieldText.Time(row[_time], "event_time", out time) is { } badTime) return badTime;
        if (FieldText.Number(row[_price], "price", out var price) is { } badPrice) return badPrice;
        if (FieldText.Number(row[_quantity], "quantity", out var quantity) is { } badQuantity) return badQuantity;
        if (FieldText.Number(row[_value], "value", out var value) is { } badValue) return badValue;
        to.EventId = FieldText.Text(row[_event]);
        to.UserId = FieldText.Text(row[_user])!;
        to.ProductId = FieldText.Shared(row[_product]) ?? "";
        to.EventType = FieldText.Shared(row[_type]) ?? "";
        to.EventTime = time;
        to.SessionId = FieldText.Text(row[_session]);
        to.Brand = FieldText.Shared(row[_brand]);
        to.Category = FieldText.Shared(row[_category]);
        to.Price = price;
        to.Quantity = quantity;
        to.Value = value;
        to.ProductName = FieldText.Shared(row[_productName]);
        to.Country = FieldText.Shared(row[_country]);
        foreach (var (column, name) in _extra)
        {
            var content = row.Content(column);
            if (!content.IsEmpty) (to.Extra ??= new(StringComparer.Ordinal))[name] = Text(content);
        }

        return null;
    }

    // Always text, so that a column keeps one type whatever its rows look like, and 007 stays 007.
    private JsonElement Text(ReadOnlySpan<byte> content)
    {
        var text = Encoding.UTF8.GetString(content);
        if (_shared.TryGetValue(text, out var element)) return element;
        if (_shared.Count >= MostShared) _shared.Clear();
        return _shared[text] = JsonSerializer.SerializeToElement(text, EventsJsonContext.Default.String);
    }
}
