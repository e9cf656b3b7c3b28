using System.Text.Json;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Gathers flat views into a table. The views of a large shop name thousands of products; the columns of the most viewed are
/// kept, so each row's products wait as numbers until all are counted.
/// </summary>
internal sealed class PurchaseTable
{
    private const string Viewed = "isViewedProduct";

    private readonly TableBuilder _builder;
    private readonly Dictionary<string, int> _products = new(StringComparer.Ordinal);
    private readonly List<int> _sessions = [];
    private readonly List<int[]> _viewed = [];
    private readonly string[]? _wanted;

    /// <summary>An empty table.</summary>
    /// <param name="like">Whose columns are wanted, of their kinds; null for those of the sessions.</param>
    public PurchaseTable(FeaturePipeline? like = null)
    {
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal)
        {
            [PurchaseFeatures.User] = ColumnKind.Text,
            [PurchaseFeatures.Time] = ColumnKind.Number,
            [PurchaseFeatures.Target] = ColumnKind.Boolean,
        };
        if (like is not null)
        {
            var wanted = like.InputOptions().Kinds;
            _wanted = [.. wanted.Keys.Where(IsViewed)];
            foreach (var (name, kind) in wanted)
                if (!IsViewed(name)) kinds[name] = kind;
        }

        _builder = new TableBuilder(new TableOptions { Kinds = kinds });
    }

    /// <summary>Adds a session.</summary>
    /// <exception cref="ArgumentException">A value of the view is an object or an array.</exception>
    public void Add(string user, long startMs, JsonElement flat)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal) { [PurchaseFeatures.User] = user, [PurchaseFeatures.Time] = startMs };
        var viewed = new List<int>();
        foreach (var property in flat.EnumerateObject())
        {
            if (IsViewed(property.Name)) viewed.Add(Number(property.Name));
            else if (property.Name == PurchaseFeatures.Target) row[property.Name] = IsYes(property.Value);
            else if (!CheckoutColumns.Contains(property.Name)) row[property.Name] = property.Value;
        }

        _builder.Add(row);
        _viewed.Add([.. viewed]);
    }

    /// <summary>The table of all sessions added.</summary>
    public ColumnTable Build()
    {
        string[] kept = _wanted ??
        [
            .. _products.OrderByDescending(p => _sessions[p.Value]).ThenBy(p => p.Key, StringComparer.Ordinal).Take(PurchaseFeatures.MostProducts)
                .Select(p => p.Key).Order(StringComparer.Ordinal),
        ];
        var columns = Array.ConvertAll(kept, _ => new double[_viewed.Count]);
        var place = new Dictionary<int, int>();
        for (var c = 0; c < kept.Length; c++)
            if (_products.TryGetValue(kept[c], out var product)) place[product] = c;
        for (var row = 0; row < _viewed.Count; row++)
            foreach (var product in _viewed[row])
                if (place.TryGetValue(product, out var c)) columns[c][row] = 1;

        var rest = _builder.Build();
        return new ColumnTable([.. rest.Columns, .. kept.Select((p, c) => new TableColumn(p, ColumnKind.Number, columns[c]))], rest.Rows);
    }

    private static bool IsViewed(string column) => column.StartsWith(Viewed, StringComparison.Ordinal);

    private int Number(string product)
    {
        if (!_products.TryGetValue(product, out var number))
        {
            _products.Add(product, number = _sessions.Count);
            _sessions.Add(0);
        }

        _sessions[number]++;
        return number;
    }

    private static bool IsYes(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble() > 0,
        _ => throw new FormatException($"{PurchaseFeatures.Target} is {value}, expected true, false, 1 or 0"),
    };
}
