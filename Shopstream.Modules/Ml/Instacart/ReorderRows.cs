using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>
/// The rows of the reorder model: an order line each, described by what is known when the product comes into the cart. Whether its user
/// had bought the product is never looked up, since that is the label itself.
/// </summary>
/// <param name="Table">The features and the column <see cref="Target"/>.</param>
/// <param name="Parts">By row: the fold of a training user, or <see cref="ProductHistory.Test"/>.</param>
/// <param name="Users">By row: the user; below 0 an order whose user is unknown.</param>
internal sealed record ReorderRows(ColumnTable Table, int[] Parts, int[] Users)
{
    public const string Target = "reordered";

    private static readonly string[] Numbers =
    [
        "total_orders", "avg_days_between_orders", "days_since_prior_order", "order_dow", "order_hour_of_day", "add_to_cart_order", "purchase_count",
        "total_reorders", "reorder_share", Target,
    ];

    /// <summary>Makes the rows.</summary>
    public static ReorderRows Of(InstacartData data, InstacartOptions options, CancellationToken cancellationToken)
    {
        var history = new ProductHistory(data.Products.Count);
        var lines = new List<(InstacartLine Line, int Order, int Part)>();
        var share = Math.Min(1, options.MostRows / Math.Max(1.0, data.LineCount));
        var last = (Order: -1, Place: -1, Part: 0, IsDrawn: false);
        foreach (var line in data.Lines())
        {
            if (line.Order != last.Order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var place = data.FindOrder(line.Order);
                var (part, isDrawn) = Draw(User(data, line.Order, place), options, share);
                last = (line.Order, place, part, isDrawn);
            }

            history.Add(last.Part, line.Product, line.IsReordered);
            if (last.IsDrawn) lines.Add((line, last.Place, last.Part));
        }

        return Describe(data, lines, history);
    }

    private static int User(InstacartData data, int order, int place) => place < 0 ? ~order : data.Orders[place].User;

    /// <summary>What becomes of a user depends on the seed and the user alone.</summary>
    private static (int Part, bool IsDrawn) Draw(int user, InstacartOptions options, double share)
    {
        var random = new SeededRandom(options.Seed, user);
        var isDrawn = random.NextDouble() < share;
        return (random.NextDouble() < options.TestShare ? ProductHistory.Test : random.Below(ProductHistory.Folds), isDrawn);
    }

    private static ReorderRows Describe(InstacartData data, List<(InstacartLine Line, int Order, int Part)> lines, ProductHistory history)
    {
        var means = UserHistory.MeanDaysUpTo(data.Orders);
        var numbers = Numbers.Select(_ => new double[lines.Count]).ToArray();
        for (var row = 0; row < lines.Count; row++)
        {
            var (line, place, part) = lines[row];
            var order = place < 0 ? default(InstacartOrder?) : data.Orders[place];
            var (purchases, reorders) = history.For(part, line.Product);
            double[] values =
            [
                order?.Number - 1 ?? double.NaN, place < 0 ? double.NaN : means[place], order?.DaysSincePrior ?? double.NaN, order?.Weekday ?? double.NaN,
                order?.Hour ?? double.NaN, line.Position, purchases, reorders, purchases == 0 ? double.NaN : reorders / purchases, line.IsReordered ? 1 : 0,
            ];
            for (var c = 0; c < values.Length; c++) numbers[c][row] = values[c];
        }

        TableColumn[] columns =
        [
            .. Numbers.Select((name, c) => new TableColumn(name, name == Target ? ColumnKind.Boolean : ColumnKind.Number, numbers[c])),
            Category("aisle", lines.ConvertAll(l => data.Products[l.Line.Product].Aisle)),
            Category("department", lines.ConvertAll(l => data.Products[l.Line.Product].Department)),
        ];
        return new(new ColumnTable(columns, lines.Count), [.. lines.Select(l => l.Part)], [.. lines.Select(l => User(data, l.Line.Order, l.Order))]);
    }

    private static TableColumn Category(string name, List<string?> values)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var places = new int[values.Count];
        for (var row = 0; row < places.Length; row++)
        {
            if (values[row] is not { } level) places[row] = -1;
            else if (!codes.TryGetValue(level, out places[row])) codes.Add(level, places[row] = codes.Count);
        }

        return new(name, ColumnKind.Category, places, [.. codes.OrderBy(c => c.Value).Select(c => c.Key)]);
    }
}
