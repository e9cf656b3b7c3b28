using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// <c>content</c>: items whose category, brand, price band and words are like those the user has (Pazzani and Billsus, "Content-Based
/// Recommendation Systems", 2007): features are weighted by TF-IDF (Salton and Buckley 1988), (1 + ln tf) · ln((1 + N) / (1 + df)), each
/// item has length 1, and an item scores the sum of its cosines with the user's items times their values. Needs no other user, so that a new product
/// is found at once. Immutable and safe to use from any thread.
/// </summary>
public sealed class ContentRecommender : IRecommender
{
    private readonly InteractionMatrix _weighted;
    private readonly InteractionMatrix _byFeature;
    private readonly ScratchPool<(float[] Profile, float[] Scores)> _scratch;

    private ContentRecommender(InteractionMatrix weighted)
    {
        (_weighted, _byFeature) = (weighted, weighted.Transpose);
        _scratch = new(() => (new float[weighted.Items], new float[weighted.Users]));
    }

    /// <inheritdoc/>
    public string Name => "content";

    /// <inheritdoc/>
    public int Items => _weighted.Users;

    /// <summary>Weighs the features.</summary>
    public static ContentRecommender Train(ItemFeatures features)
    {
        var matrix = features.Matrix;
        var having = new int[matrix.Items];
        foreach (var feature in matrix.AllItems) having[feature]++;
        var values = new float[matrix.Count];
        for (var item = 0; item < matrix.Users; item++)
        {
            var row = matrix.ItemsOf(item);
            var counts = matrix.ValuesOf(item);
            var weights = values.AsSpan(matrix.Starts[item], row.Length);
            var squares = 0.0;
            for (var n = 0; n < row.Length; n++)
            {
                weights[n] = (float)((1 + Math.Log(counts[n])) * Math.Log((1.0 + matrix.Users) / (1 + having[row[n]])));
                squares += (double)weights[n] * weights[n];
            }

            if (squares <= 0) continue;
            foreach (ref var weight in weights) weight /= (float)Math.Sqrt(squares);
        }

        return new(matrix.WithValues(values));
    }

    /// <summary>Cosine of two items.</summary>
    public float Likeness(int item, int other)
    {
        var a = _weighted.ItemsOf(item);
        var b = _weighted.ItemsOf(other);
        var x = _weighted.ValuesOf(item);
        var y = _weighted.ValuesOf(other);
        var (sum, i, j) = (0f, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j]) sum += x[i++] * y[j++];
            else if (a[i] < b[j]) i++;
            else j++;
        }

        return sum;
    }

    /// <inheritdoc/>
    public int Recommend(in UserRow user, ReadOnlySpan<int> exclude, Span<ScoredItem> top)
    {
        var scratch = _scratch.Take();
        var (profile, scores) = scratch;
        Array.Clear(profile);
        Array.Clear(scores);
        for (var n = 0; n < user.Items.Length; n++)
        {
            if (user.Items[n] >= Items) continue;
            var features = _weighted.ItemsOf(user.Items[n]);
            var weights = _weighted.ValuesOf(user.Items[n]);
            for (var f = 0; f < features.Length; f++) profile[features[f]] += user.Values[n] * weights[f];
        }

        for (var feature = 0; feature < profile.Length; feature++)
        {
            if (profile[feature] == 0) continue;
            var items = _byFeature.ItemsOf(feature);
            var weights = _byFeature.ValuesOf(feature);
            for (var n = 0; n < items.Length; n++) scores[items[n]] += profile[feature] * weights[n];
        }

        var count = TopSelection.Of(scores, exclude, top, above: 0);
        _scratch.Return(scratch);
        return count;
    }
}
