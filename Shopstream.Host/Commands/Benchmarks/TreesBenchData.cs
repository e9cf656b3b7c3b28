using System.Runtime.InteropServices;
using Shopstream.Modules.Ml;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Generated rows for the benchmarks of trees: normal, counted and yes-no columns, some values missing, and a label whose log-odds
/// are made of steps, products and waves of a third of the columns.
/// </summary>
internal sealed record TreesBenchData(FeatureMatrix Matrix, float[] Labels)
{
    private const int Seed = 20_261_120;
    private const double MissingShare = 0.03;

    /// <summary>Rows of the same law; another <paramref name="part"/> gives others.</summary>
    public static TreesBenchData Generate(int rows, int columns, int part)
    {
        var random = new Random(Seed + part);
        var values = new float[columns][];
        for (var c = 0; c < columns; c++)
        {
            values[c] = new float[rows];
            for (var r = 0; r < rows; r++) values[c][r] = (c % 6) switch
            {
                4 => MathF.Round(3 * MathF.Abs(Normal(random))),
                5 => Normal(random) > 0.5f ? 1 : 0,
                _ => Normal(random),
            };
        }

        var labels = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            float X(int c) => values[c % columns][r];
            var odds = -1.2 + X(0) + 0.7 * X(1) * X(2) + Math.Sin(2 * X(3)) + (X(6) > 0.3 ? 0.5 * X(4) : 0) - 0.6 * X(5) + 0.4 * X(7)
                + (X(8) > 0 && X(9) > 0 ? 0.8 : 0) - 0.2 * X(10);
            labels[r] = random.NextDouble() < 1 / (1 + Math.Exp(-odds)) ? 1 : 0;
        }

        foreach (var column in values)
            for (var r = 0; r < rows; r++)
                if (random.NextDouble() < MissingShare) column[r] = float.NaN;
        return new(new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], values), labels);
    }

    /// <summary>Writes rows, then labels, as little-endian floats row by row.</summary>
    public void Save(string rowsFile, string labelsFile)
    {
        var cells = new float[Matrix.Rows * Matrix.Columns];
        for (var c = 0; c < Matrix.Columns; c++)
        {
            var column = Matrix.Column(c);
            for (var r = 0; r < column.Length; r++) cells[r * Matrix.Columns + c] = column[r];
        }

        File.WriteAllBytes(rowsFile, MemoryMarshal.AsBytes(cells.AsSpan()));
        File.WriteAllBytes(labelsFile, MemoryMarshal.AsBytes(Labels.AsSpan()));
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
