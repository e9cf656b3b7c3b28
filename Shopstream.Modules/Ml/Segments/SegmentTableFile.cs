using System.Globalization;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>A scaled table with its clusters as CSV, for other programs to work on the very same numbers.</summary>
public static class SegmentTableFile
{
    /// <summary>Writes a header, then a line a row: the columns, and <c>label</c>.</summary>
    /// <exception cref="ArgumentException">Numbers of labels and rows differ.</exception>
    public static void Write(string path, FeatureMatrix table, IReadOnlyList<int> labels)
    {
        if (labels.Count != table.Rows) throw new ArgumentException($"found {labels.Count} labels for {table.Rows} rows", nameof(labels));
        using var file = new StreamWriter(path);
        file.WriteLine(string.Join(',', table.Names) + ",label");
        for (var i = 0; i < table.Rows; i++)
        {
            for (var c = 0; c < table.Columns; c++)
            {
                file.Write(table[i, c].ToString("R", CultureInfo.InvariantCulture));
                file.Write(',');
            }

            file.WriteLine(labels[i].ToString(CultureInfo.InvariantCulture));
        }
    }
}
