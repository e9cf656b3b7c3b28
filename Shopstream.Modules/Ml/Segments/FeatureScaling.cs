namespace Shopstream.Modules.Ml.Segments;

/// <summary>How one column is brought to a common scale.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lower">Least logarithm; what lies below counts as this.</param>
/// <param name="Upper">Greatest logarithm.</param>
/// <param name="Mean">Mean of the logarithms between those bounds.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Weight">Factor of the standardised value.</param>
public sealed record ScaledColumn(string Name, double Lower, double Upper, double Mean, double Deviation, double Weight);

/// <summary>
/// Brings features of customers to a common scale: log(1 + x), cut at the 1st and 99th percentile so that one wholesale customer does
/// not make a cluster of his own, standardised, weighted. Columns that are the same for everybody, or that say what an earlier one
/// says, are left out. Immutable.
/// </summary>
public sealed class FeatureScaling
{
    private const double CutShare = 0.01;
    private const double SameCorrelation = 0.98;

    /// <summary>A scaling as it was stored.</summary>
    public FeatureScaling(IReadOnlyList<ScaledColumn> columns) => Columns = columns;

    /// <summary>The columns that count.</summary>
    public IReadOnlyList<ScaledColumn> Columns { get; }

    /// <summary>Learns a scaling from the columns of a table of numbers not below 0.</summary>
    /// <param name="table">No missing values.</param>
    /// <param name="weights">One a column, above 0.</param>
    /// <exception cref="ArgumentException">A value is missing, infinite or negative, or no column tells rows apart.</exception>
    public static FeatureScaling Fit(FeatureMatrix table, IReadOnlyList<double> weights)
    {
        var columns = new List<ScaledColumn>();
        var kept = new List<double[]>();
        for (var c = 0; c < table.Columns; c++)
        {
            var logs = Logarithms(table, c);
            var sorted = logs.Order().ToArray();
            if (sorted.Length == 0) break;
            var (lower, upper) = (Quantile(sorted, CutShare), Quantile(sorted, 1 - CutShare));
            for (var i = 0; i < logs.Length; i++) logs[i] = Math.Clamp(logs[i], lower, upper);
            var mean = logs.Average();
            var deviation = Math.Sqrt(logs.Average(v => (v - mean) * (v - mean)));
            if (deviation < 1e-9) continue;
            for (var i = 0; i < logs.Length; i++) logs[i] = (logs[i] - mean) / deviation;
            if (kept.Exists(k => Math.Abs(k.Zip(logs, (a, b) => a * b).Average()) >= SameCorrelation)) continue;
            kept.Add(logs);
            columns.Add(new(table.Names[c], lower, upper, mean, deviation, weights[c]));
        }

        return columns.Count > 0
            ? new(columns)
            : throw new ArgumentException($"found {table.Rows} rows that are all alike, expected at least one column that tells them apart", nameof(table));
    }

    /// <summary>The scaled columns of a table that has them all.</summary>
    /// <exception cref="ArgumentException">A column is not there, or a value is missing, infinite or negative.</exception>
    public FeatureMatrix Apply(FeatureMatrix table)
    {
        var scaled = new float[Columns.Count][];
        for (var k = 0; k < scaled.Length; k++)
        {
            var at = table.Names.ToList().IndexOf(Columns[k].Name);
            if (at < 0) throw new ArgumentException($"found no column {Columns[k].Name}", nameof(table));
            scaled[k] = Array.ConvertAll(Logarithms(table, at), log => Scale(log, Columns[k]));
        }

        return new([.. Columns.Select(c => c.Name)], scaled);
    }

    /// <summary>A scaled point of another scaling in this one's terms; a column that the other one lacks stands at its mean.</summary>
    public float[] Convert(ReadOnlySpan<float> point, FeatureScaling from)
    {
        var converted = new float[Columns.Count];
        for (var k = 0; k < converted.Length; k++)
        {
            for (var j = 0; j < from.Columns.Count; j++)
            {
                var other = from.Columns[j];
                if (other.Name == Columns[k].Name) converted[k] = Scale((point[j] / other.Weight * other.Deviation) + other.Mean, Columns[k]);
            }
        }

        return converted;
    }

    private static float Scale(double log, ScaledColumn column) =>
        (float)((Math.Clamp(log, column.Lower, column.Upper) - column.Mean) / column.Deviation * column.Weight);

    private static double[] Logarithms(FeatureMatrix table, int column)
    {
        var logs = new double[table.Rows];
        for (var i = 0; i < logs.Length; i++)
        {
            var value = table[i, column];
            if (!float.IsFinite(value) || value < 0) throw new ArgumentException($"column {table.Names[column]}: found {value}, expected 0 or more", nameof(table));
            logs[i] = Math.Log(1 + (double)value);
        }

        return logs;
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
