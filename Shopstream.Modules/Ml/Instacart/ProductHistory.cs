namespace Shopstream.Modules.Ml.Instacart;

/// <summary>
/// How often each product was bought and reordered, counted by part: the test users and the folds of the training users. A line of a
/// fold is described by the other folds, a test line by all of them, so that neither its own label nor any of its user's enters.
/// Leaving out only the line itself would not do: next to the count of all, the count of all others tells its label.
/// </summary>
internal sealed class ProductHistory
{
    /// <summary>Folds of the training users.</summary>
    public const int Folds = 5;

    /// <summary>The part of the test users.</summary>
    public const int Test = Folds;

    private readonly int[,] _purchases;
    private readonly int[,] _reorders;
    private readonly long[] _lines = new long[Folds + 1];

    /// <summary>Counts of nothing yet.</summary>
    /// <param name="products">Number of products.</param>
    public ProductHistory(int products) => (_purchases, _reorders) = (new int[Folds + 1, products], new int[Folds + 1, products]);

    /// <summary>Counts a line.</summary>
    public void Add(int part, int product, bool isReordered)
    {
        _lines[part]++;
        _purchases[part, product]++;
        _reorders[part, product] += isReordered ? 1 : 0;
    }

    /// <summary>
    /// What a line of a part may know of its product: purchases and reorders in the training folds other than its own, scaled to all of
    /// them, so that training and test lines see numbers of one size.
    /// </summary>
    public (double Purchases, double Reorders) For(int part, int product)
    {
        var (purchases, reorders, lines, all) = (0L, 0L, 0L, 0L);
        for (var fold = 0; fold < Folds; fold++)
        {
            all += _lines[fold];
            if (fold == part) continue;
            lines += _lines[fold];
            purchases += _purchases[fold, product];
            reorders += _reorders[fold, product];
        }

        var scale = lines == 0 ? 0 : (double)all / lines;
        return (purchases * scale, reorders * scale);
    }
}
