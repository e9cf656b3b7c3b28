using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// Finds, for one row, the most alike rows of a matrix by walking the columns they share. The matrix is weighted once as its
/// similarity asks for; cosine kinds have rows of length 1, so that a product is the cosine. Safe to use from any thread, each
/// with its own <see cref="Scratch"/>.
/// </summary>
internal sealed class RowLikeness
{
    private const float TermSaturation = 1.2f;
    private const float LengthShare = 0.75f;
    private readonly NeighbourOptions _options;
    private readonly InteractionMatrix _rows;
    private readonly InteractionMatrix _weighted;
    private readonly InteractionMatrix _byColumn;
    private readonly float[] _rarity;
    private readonly float _meanLength;

    public RowLikeness(InteractionMatrix rows, NeighbourOptions options)
    {
        options.Validate();
        (_rows, _options) = (rows, options);
        _rarity = new float[rows.Items];
        foreach (var column in rows.AllItems) _rarity[column]++;
        for (var c = 0; c < _rarity.Length; c++) _rarity[c] = Rarity(_rarity[c]);
        var total = 0.0;
        foreach (var value in rows.AllValues) total += value;
        _meanLength = rows.Users == 0 || total <= 0 ? 1 : (float)(total / rows.Users);
        var values = new float[rows.Count];
        for (var r = 0; r < rows.Users; r++) Weigh(rows.ItemsOf(r), rows.ValuesOf(r), values.AsSpan(rows.Starts[r], rows.ItemsOf(r).Length));
        _weighted = rows.WithValues(values);
        _byColumn = _weighted.Transpose;
    }

    /// <summary>Number of rows.</summary>
    public int Rows => _rows.Users;

    /// <summary>Neighbours of a row of the matrix, itself left out.</summary>
    /// <returns>How many of <paramref name="nearest"/> were written, best first.</returns>
    public int Nearest(int row, Scratch scratch, Span<ScoredItem> nearest) => Nearest(row, _rows.ItemsOf(row), _weighted.ValuesOf(row), scratch, nearest);

    /// <summary>Neighbours of any row.</summary>
    /// <param name="row">Its number, to leave itself out; -1 when it is not in the matrix.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="values">The values beside them, not weighted.</param>
    /// <param name="scratch">Of this thread.</param>
    /// <param name="nearest">Takes the neighbours, best first; only likeness above 0 counts.</param>
    public int NearestTo(int row, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Scratch scratch, Span<ScoredItem> nearest)
    {
        var weights = new float[columns.Length];
        Weigh(columns, values, weights);
        return Nearest(row, columns, weights, scratch, nearest);
    }

    /// <summary>As <see cref="NearestTo"/>, among some rows only.</summary>
    public int NearestAmong(IEnumerable<int> candidates, int row, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<ScoredItem> nearest)
    {
        var weights = new float[columns.Length];
        Weigh(columns, values, weights);
        var selection = new TopSelection(nearest);
        foreach (var other in candidates)
        {
            if (other == row) continue;
            var theirs = _rows.ItemsOf(other);
            var theirWeights = _weighted.ValuesOf(other);
            var (shared, product) = (0, 0f);
            for (int a = 0, b = 0; a < columns.Length && b < theirs.Length;)
            {
                if (columns[a] == theirs[b])
                {
                    shared++;
                    product += weights[a++] * theirWeights[b++];
                }
                else if (columns[a] < theirs[b])
                {
                    a++;
                }
                else
                {
                    b++;
                }
            }

            var likeness = Likeness(product, shared, columns.Length, theirs.Length);
            if (likeness > 0) selection.Offer(other, likeness);
        }

        return selection.Finish();
    }

    private int Nearest(int row, ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, Scratch scratch, Span<ScoredItem> nearest)
    {
        var (products, shared, met) = (scratch.Products, scratch.Shared, 0);
        for (var c = 0; c < columns.Length; c++)
        {
            if (columns[c] >= _byColumn.Users) continue;
            var others = _byColumn.ItemsOf(columns[c]);
            var theirs = _byColumn.ValuesOf(columns[c]);
            var weight = weights[c];
            for (var n = 0; n < others.Length; n++)
            {
                var other = others[n];
                if (shared[other]++ == 0) scratch.Met[met++] = other;
                products[other] += weight * theirs[n];
            }
        }

        var selection = new TopSelection(nearest);
        for (var m = 0; m < met; m++)
        {
            var other = scratch.Met[m];
            var likeness = Likeness(products[other], shared[other], columns.Length, _rows.ItemsOf(other).Length);
            if (other != row && likeness > 0) selection.Offer(other, likeness);
            (products[other], shared[other]) = (0, 0);
        }

        return selection.Finish();
    }

    private float Likeness(float product, int shared, int length, int otherLength)
    {
        if (shared == 0) return 0;
        var likeness = _options.Similarity == Similarity.Jaccard ? shared / (float)(length + otherLength - shared) : product;
        return _options.Shrinkage > 0 ? likeness * (float)(shared / (shared + _options.Shrinkage)) : likeness;
    }

    private float Rarity(float rowsOfColumn) => _options.Similarity switch
    {
        // The plus 1 of the later form keeps columns that most rows have from weighing less than nothing.
        Similarity.Bm25 => MathF.Log(1 + ((_rows.Users - rowsOfColumn + 0.5f) / (rowsOfColumn + 0.5f))),
        Similarity.TfIdf => MathF.Log((1f + _rows.Users) / (1 + rowsOfColumn)) + 1,
        _ => 1,
    };

    private void Weigh(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> weights)
    {
        var (length, squares) = (0f, 0.0);
        foreach (var value in values) length += value;
        var norm = TermSaturation * (1 - LengthShare + (LengthShare * length / _meanLength));
        for (var c = 0; c < columns.Length; c++)
        {
            var rarity = columns[c] < _rarity.Length ? _rarity[columns[c]] : 0;
            weights[c] = _options.Similarity == Similarity.Bm25 ? rarity * values[c] * (TermSaturation + 1) / (values[c] + norm) : rarity * values[c];
            squares += (double)weights[c] * weights[c];
        }

        if (_options.Similarity == Similarity.Bm25 || squares <= 0) return;
        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref var weight in weights) weight *= scale;
    }

    /// <summary>What one thread needs to add up products; all zero between calls.</summary>
    internal sealed class Scratch(int rows)
    {
        public float[] Products { get; } = new float[rows];

        public int[] Shared { get; } = new int[rows];

        public int[] Met { get; } = new int[rows];
    }
}
