namespace Shopstream.Modules.Ml.Tables;

/// <summary>Reads the column that is to be predicted.</summary>
internal static class TableLabels
{
    /// <summary>0 or 1 for each row.</summary>
    /// <exception cref="ArgumentException">A label is missing or neither yes nor no; the message names column and row.</exception>
    public static float[] Read(ColumnTable table, string target, string? positive, ReadOnlySpan<int> rows)
    {
        var column = table[target];
        var labels = new float[rows.Length];
        if (column.IsNumeric)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var value = column.Number(rows[i]);
                if (double.IsNaN(value)) throw new ArgumentException($"column {target}, row {rows[i] + 1}: the label is missing", nameof(target));
                if (value is not (0 or 1)) throw new ArgumentException($"column {target}, row {rows[i] + 1}: found {value}, expected a label of 0 or 1", nameof(target));
                labels[i] = (float)value;
            }

            return labels;
        }

        if (positive is null || !column.Levels.Contains(positive))
            throw new ArgumentException($"column {target} has the levels {string.Join(", ", column.Levels.Take(10))}, expected one named as positive", nameof(positive));
        for (var i = 0; i < rows.Length; i++)
        {
            var level = column.Text(rows[i]) ?? throw new ArgumentException($"column {target}, row {rows[i] + 1}: the label is missing", nameof(target));
            labels[i] = level == positive ? 1 : 0;
        }

        return labels;
    }
}
