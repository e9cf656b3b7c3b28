namespace Shopstream.Modules.Ml.Instacart;

/// <summary>
/// A whole folder in memory: 12 bytes an order line and some 60 an order, so that the original's 34 million lines take about 700 MB.
/// Not changed after it was loaded.
/// </summary>
internal sealed class InstacartData
{
    private const int BlockLines = 1 << 20;
    private readonly Dictionary<int, string?> _aisles = [];
    private readonly Dictionary<int, string?> _departments = [];
    private readonly Dictionary<int, int> _products = [];
    private readonly Dictionary<int, int> _orders = [];
    private readonly List<InstacartProduct> _productList = [];
    private readonly List<InstacartOrder> _orderList = [];
    private readonly List<InstacartLine[]> _blocks = [];

    private InstacartData()
    {
    }

    /// <summary>What was read of each file.</summary>
    public IReadOnlyList<InstacartFileSummary> Files { get; private set; } = [];

    /// <summary>Products of the products file, and those that occur in order lines only.</summary>
    public IReadOnlyList<InstacartProduct> Products => _productList;

    /// <summary>Orders whose user is known.</summary>
    public IReadOnlyList<InstacartOrder> Orders => _orderList;

    /// <summary>Number of order lines.</summary>
    public long LineCount { get; private set; }

    /// <summary>Order lines in the order of reading, prior before train.</summary>
    public IEnumerable<InstacartLine> Lines()
    {
        var left = LineCount;
        foreach (var block in _blocks)
        {
            var count = (int)Math.Min(left, BlockLines);
            for (var i = 0; i < count; i++) yield return block[i];
            left -= count;
        }
    }

    /// <summary>Place of an order among <see cref="Orders"/>; -1 where nothing says whose it is.</summary>
    public int FindOrder(int id) => _orders.GetValueOrDefault(id, -1);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="InvalidDataException">A file or a column is missing, or a file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static InstacartData Load(string folder, BadLines badLines, Action<string, double>? progress, CancellationToken cancellationToken)
    {
        var data = new InstacartData();
        var reader = new InstacartReader(badLines, progress);
        var files = InstacartFolder.Find(folder);
        data.Files = [.. files.Select(f => reader.Read(f.Kind, f.Path, data.Taking(f.Kind), cancellationToken))];
        return data;
    }

    private InstacartReader.TakeRow Taking(InstacartKind kind) => kind switch
    {
        InstacartKind.Aisles => (n, text) => _aisles.TryAdd((int)n[0], text) ? null : "aisle_id: expected each aisle once",
        InstacartKind.Departments => (n, text) => _departments.TryAdd((int)n[0], text) ? null : "department_id: expected each department once",
        InstacartKind.Products => TakeProduct,
        InstacartKind.Orders => (n, _) => TryAdd(new((int)n[0], (int)n[1], (int)n[2], (float)n[3], (float)n[4], (float)n[5])) ? null : "order_id: expected each order once",
        InstacartKind.OrderUsers => (n, _) =>
        {
            // The first row of an order counts: the orders file knows more than this one, which has a row for each product.
            TryAdd(new((int)n[0], (int)n[1], (int)n[2], float.NaN, float.NaN, float.NaN));
            return null;
        },
        _ => (n, _) =>
        {
            Add(new((int)n[0], ProductOf((int)n[1]), (short)n[2], n[3] == 1, kind == InstacartKind.Train));
            return null;
        },
    };

    private string? TakeProduct(double[] n, string? name)
    {
        if (!_products.TryAdd((int)n[0], _productList.Count)) return "product_id: expected each product once";
        _productList.Add(new((int)n[0], name, Name(_aisles, n[2]), Name(_departments, n[3]), true));
        return null;
    }

    private bool TryAdd(InstacartOrder order)
    {
        if (!_orders.TryAdd(order.Id, _orderList.Count)) return false;
        _orderList.Add(order);
        return true;
    }

    private void Add(InstacartLine line)
    {
        var place = (int)(LineCount % BlockLines);
        if (place == 0) _blocks.Add(new InstacartLine[BlockLines]);
        _blocks[^1][place] = line;
        LineCount++;
    }

    private int ProductOf(int id)
    {
        if (_products.TryGetValue(id, out var place)) return place;
        _products.Add(id, _productList.Count);
        _productList.Add(new(id, null, null, null, false));
        return _productList.Count - 1;
    }

    private static string? Name(Dictionary<int, string?> names, double id) => double.IsNaN(id) ? null : names.GetValueOrDefault((int)id);
}
