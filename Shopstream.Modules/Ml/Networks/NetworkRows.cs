using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>Rows for a network, row-major, checked: no missing values.</summary>
internal sealed class NetworkRows
{
    private readonly float[] _values;

    /// <summary>Copies a matrix.</summary>
    /// <exception cref="ArgumentException">A value is missing or infinite; the message names column and row.</exception>
    public NetworkRows(FeatureMatrix matrix)
    {
        (Rows, Columns) = (matrix.Rows, matrix.Columns);
        _values = new float[checked(Rows * Columns)];
        for (var c = 0; c < Columns; c++)
        {
            var column = matrix.Column(c);
            for (var r = 0; r < column.Length; r++)
            {
                if (!float.IsFinite(column[r]))
                    throw new ArgumentException($"column {matrix.Names[c]}, row {r}: found {column[r]}; a network needs a number, so scale and fill the features first", nameof(matrix));
                _values[(r * Columns) + c] = column[r];
            }
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Columns, Columns);

    /// <summary>Copies chosen rows one after the other.</summary>
    public void Gather(ReadOnlySpan<int> rows, Span<float> target)
    {
        for (var i = 0; i < rows.Length; i++) this[rows[i]].CopyTo(target[(i * Columns)..]);
    }

    /// <summary>Checks labels and weights that go with a matrix.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, or a weight is negative or not finite.</exception>
    public static void Check(FeatureMatrix features, ReadOnlySpan<float> labels, float[]? weights)
    {
        if (features.Rows == 0 || features.Columns == 0) throw new ArgumentException("there is nothing to learn from", nameof(features));
        if (labels.Length != features.Rows) throw new ArgumentException($"found {labels.Length} labels for {features.Rows} rows", nameof(labels));
        BinaryScores.CheckLabels(labels);
        if (weights is null) return;
        if (weights.Length != features.Rows) throw new ArgumentException($"found {weights.Length} weights for {features.Rows} rows", nameof(weights));
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] < 0 || !float.IsFinite(weights[i])) throw new ArgumentException($"the weight of row {i} is {weights[i]}, expected 0 or more", nameof(weights));
    }
}
