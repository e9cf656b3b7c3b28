using Shopstream.Modules.Ml;

namespace Shopstream.Tests.Ml.Segments;

/// <summary>Groups of points around centres.</summary>
internal static class Blobs
{
    public static (FeatureMatrix Rows, int[] Truth) Make(int seed, int groups, int each, int columns, double spread)
    {
        var random = new Random(seed);
        var rows = new float[columns][];
        for (var c = 0; c < columns; c++) rows[c] = new float[groups * each];
        for (var g = 0; g < groups; g++)
        {
            // One coordinate keeps the centres apart, the others lie anywhere.
            for (var c = 0; c < columns; c++)
            {
                var centre = c == 0 ? 4.0 * g : 6 * random.NextDouble();
                for (var i = 0; i < each; i++) rows[c][(g * each) + i] = (float)(centre + (spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)));
            }
        }

        return (new([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], rows), [.. Enumerable.Range(0, groups * each).Select(i => i / each)]);
    }
}
