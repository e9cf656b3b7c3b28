using Shopstream.Modules.Ml;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>Small generated tables: a normal, a counted, a yes-no column and so on, some values missing.</summary>
internal static class SampleRows
{
    public static (FeatureMatrix Matrix, float[] Labels) Binary(int rows, int columns, int seed, double missing = 0.1)
    {
        var (matrix, values) = Numbers(rows, columns, seed, missing);
        var random = new Random(seed + 1);
        return (matrix, Array.ConvertAll(values, v => random.NextDouble() < 1 / (1 + Math.Exp(-2 * v)) ? 1f : 0f));
    }

    public static (FeatureMatrix Matrix, float[] Targets) Numbers(int rows, int columns, int seed, double missing = 0.1)
    {
        var random = new Random(seed);
        var values = new float[columns][];
        for (var c = 0; c < columns; c++)
        {
            values[c] = new float[rows];
            for (var r = 0; r < rows; r++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[c][r] = random.NextDouble() < missing ? float.NaN : (c % 3) switch
                {
                    1 => (float)Math.Round(2 * normal),
                    2 => normal > 0 ? 1 : 0,
                    _ => (float)normal,
                };
            }
        }

        var targets = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            float X(int c) => c < columns && !float.IsNaN(values[c][r]) ? values[c][r] : 0.3f;
            targets[r] = X(0) + 0.5f * X(1) * X(2) - 0.4f * X(1) + (X(3) > 0.5f ? 1 : 0) + 0.1f * (float)random.NextDouble();
        }

        return (new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], values), targets);
    }
}
