namespace Shopstream.Modules.Ml.Instacart;

/// <summary>How a folder is analysed.</summary>
public sealed record InstacartOptions
{
    /// <value>Seed of the split by users, of samples and of the forest; default 1.</value>
    public int Seed { get; init; } = 1;

    /// <value>Share of the users that the model is judged on, about: above 0, below 1, default 0.2.</value>
    public double TestShare { get; init; } = 0.2;

    /// <value>Most order lines, about, that the model learns from and is judged on; whole users are drawn. 1,000 or more, default 1,000,000.</value>
    public int MostRows { get; init; } = 1_000_000;

    /// <value>Trees of the forest: 1 or more, default 100.</value>
    public int Trees { get; init; } = 100;

    /// <value>Depth of the trees: 1 to 64, default 12.</value>
    public int MaxDepth { get; init; } = 12;

    /// <value>Folder for combined.csv, user_features.csv and product_features.csv; null (default) writes none.</value>
    public string? Tables { get; init; }

    internal void Check()
    {
        Require(TestShare is > 0 and < 1, nameof(TestShare), TestShare, "above 0, below 1");
        Require(MostRows >= 1_000, nameof(MostRows), MostRows, "1,000 or more");
        Require(Trees >= 1, nameof(Trees), Trees, "1 or more");
        Require(MaxDepth is >= 1 and <= 64, nameof(MaxDepth), MaxDepth, "1 to 64");

        static void Require(bool holds, string name, object found, string expected)
        {
            if (!holds) throw new ArgumentException($"{name}: found {found}, expected {expected}", name);
        }
    }
}
