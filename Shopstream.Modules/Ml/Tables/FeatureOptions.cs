namespace Shopstream.Modules.Ml.Tables;

/// <summary>How a table becomes features.</summary>
public sealed record FeatureOptions
{
    /// <summary>Column to be predicted: boolean, 0 and 1, or a category with <see cref="PositiveLevel"/>.</summary>
    public required string Target { get; init; }

    /// <summary>Level of a category target that counts as yes.</summary>
    public string? PositiveLevel { get; init; }

    /// <summary>Columns that are no features, for example identifiers.</summary>
    public IReadOnlySet<string> Exclude { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Columns that enter although they are known only after checkout (<see cref="CheckoutColumns"/>).</summary>
    public IReadOnlySet<string> Force { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Views of numbers and of the parts of times; default <see cref="NumberScaling.AsIs"/>.</summary>
    public NumberScaling Numbers { get; init; } = NumberScaling.AsIs;

    /// <summary>Encoding of categories; default <see cref="CategoryEncoding.ByLevels"/>.</summary>
    public CategoryEncoding Categories { get; init; } = CategoryEncoding.ByLevels;

    /// <summary>A level with fewer training rows is rare; 1 or more, default 10.</summary>
    public int MinLevelRows { get; init; } = 10;

    /// <summary>Most levels with a column of their own, the most frequent ones; 1 to 1,000, default 50.</summary>
    public int MaxLevels { get; init; } = 50;

    /// <summary>Rows that the prior weighs as much as in a target share (s in <see cref="CategoryEncoding.TargetShare"/>); above 0, default 20.</summary>
    public double TargetSmoothing { get; init; } = 20;

    /// <summary>Folds of the target shares of training rows; 2 or more, default 5.</summary>
    public int TargetFolds { get; init; } = 5;

    /// <summary>Where the division into folds comes from; default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Stated range of numbers: they are clipped to it and mapped to −1…1 without a look at the data; missing is 0.
    /// </summary>
    public IReadOnlyDictionary<string, NumberRange> Ranges { get; init; } = new Dictionary<string, NumberRange>(StringComparer.Ordinal);

    /// <summary>Stated levels of categories, one-hot without a look at the data.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>
    /// Whether a column without stated range or levels is refused, so that the features reveal nothing about the training
    /// rows, as training with differential privacy requires; booleans and times have ranges by nature. Default false.
    /// </summary>
    public bool StatedOnly { get; init; }

    /// <summary>Features for boosted trees and forests: numbers as they are.</summary>
    public static FeatureOptions ForTrees(string target) => new() { Target = target };

    /// <summary>Features for a network: each number as logarithm and as rank, categories one-hot as far as possible.</summary>
    public static FeatureOptions ForNetwork(string target) => new() { Target = target, Numbers = NumberScaling.Logarithm | NumberScaling.Rank };

    internal static void Check(FeatureOptions options)
    {
        if (options.MinLevelRows < 1) throw Wrong("MinLevelRows", options.MinLevelRows, "1 or more");
        if (options.MaxLevels is < 1 or > 1000) throw Wrong("MaxLevels", options.MaxLevels, "1 to 1,000");
        if (options.TargetSmoothing is not (> 0 and < double.PositiveInfinity)) throw Wrong("TargetSmoothing", options.TargetSmoothing, "a number above 0");
        if (options.TargetFolds < 2) throw Wrong("TargetFolds", options.TargetFolds, "2 or more");
        foreach (var (name, range) in options.Ranges)
            if (!(range.Low < range.High) || !double.IsFinite(range.High - range.Low)) throw Wrong($"the range of {name}", range, "low below high, both finite");

        ArgumentException Wrong(string what, object found, string expected) => new($"{what} is {found}, expected {expected}", nameof(options));
    }
}

/// <summary>A closed range of numbers.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value, above <paramref name="Low"/>.</param>
/// <param name="IsLogarithmic">Whether sign(x)·log(1 + |x|) is spread evenly instead of x: for durations and amounts.</param>
public readonly record struct NumberRange(double Low, double High, bool IsLogarithmic = false);
