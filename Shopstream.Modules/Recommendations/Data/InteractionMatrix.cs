namespace Shopstream.Modules.Recommendations.Data;

/// <summary>
/// Users × items as compressed sparse rows, the items of each row ascending and each at most once. Immutable and safe to read from
/// any thread.
/// </summary>
public sealed class InteractionMatrix
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;
    private readonly Lazy<InteractionMatrix> _transpose;

    private InteractionMatrix(int[] starts, int[] columns, float[] values, int width, InteractionMatrix? transpose)
    {
        (_starts, _columns, _values, Items) = (starts, columns, values, width);
        _transpose = transpose is null ? new(Transposed) : new(transpose);
    }

    /// <summary>Number of rows.</summary>
    public int Users => _starts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int Items { get; }

    /// <summary>Number of entries.</summary>
    public int Count => _columns.Length;

    /// <summary>Items × users, built when first asked for; its own transpose is this matrix.</summary>
    public InteractionMatrix Transpose => _transpose.Value;

    /// <summary>Where each row begins in <see cref="AllItems"/>, with the end of the last as an extra entry: <c>int[Users + 1]</c>.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The items of all rows, one row after the other: <c>int[Count]</c>.</summary>
    public ReadOnlySpan<int> AllItems => _columns;

    /// <summary>The values beside <see cref="AllItems"/>: <c>float[Count]</c>.</summary>
    public ReadOnlySpan<float> AllValues => _values;

    /// <summary>The items of a user, ascending.</summary>
    public ReadOnlySpan<int> ItemsOf(int user) => _columns.AsSpan(_starts[user].._starts[user + 1]);

    /// <summary>The values beside <see cref="ItemsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int user) => _values.AsSpan(_starts[user].._starts[user + 1]);

    /// <summary>Builds the matrix of some interactions.</summary>
    /// <param name="users">Number of rows.</param>
    /// <param name="items">Number of columns.</param>
    /// <param name="interactions">In any order; only that of repeated pairs matters.</param>
    /// <param name="repeated">What repeated pairs become.</param>
    /// <exception cref="ArgumentOutOfRangeException">A user or item is not below its number, or a value is not finite.</exception>
    public static InteractionMatrix Build(int users, int items, ReadOnlySpan<Interaction> interactions, RepeatedPairs repeated)
    {
        // By user into the transpose and back: two counting sorts leave every row ascending, equal pairs in their order.
        var byItem = new int[items + 1];
        foreach (var i in interactions)
        {
            if ((uint)i.User >= (uint)users) throw new ArgumentOutOfRangeException(nameof(interactions), i.User, $"a user is not below {users}");
            if ((uint)i.Item >= (uint)items) throw new ArgumentOutOfRangeException(nameof(interactions), i.Item, $"an item is not below {items}");
            if (!float.IsFinite(i.Value)) throw new ArgumentOutOfRangeException(nameof(interactions), i.Value, "a value is not finite");
            byItem[i.Item + 1]++;
        }

        for (var i = 0; i < items; i++) byItem[i + 1] += byItem[i];
        var order = new int[interactions.Length];
        for (var n = 0; n < interactions.Length; n++) order[byItem[interactions[n].Item]++] = n;
        var starts = new int[users + 1];
        foreach (var i in interactions) starts[i.User + 1]++;
        for (var u = 0; u < users; u++) starts[u + 1] += starts[u];
        var next = starts[..users];
        var (columns, values) = (new int[interactions.Length], new float[interactions.Length]);
        foreach (var n in order)
        {
            var interaction = interactions[n];
            var at = next[interaction.User]++;
            (columns[at], values[at]) = (interaction.Item, repeated == RepeatedPairs.One ? 1 : interaction.Value);
        }

        return Merge(starts, columns, values, items, repeated);
    }

    /// <summary>Takes the arrays of a matrix as they are: starts of rows with the end of the last, ascending items in each row, values.</summary>
    /// <exception cref="ArgumentException">The items of a row are not ascending and below <paramref name="items"/>, or lengths contradict each other.</exception>
    internal static InteractionMatrix OfRows(int items, int[] starts, int[] columns, float[] values)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != columns.Length || columns.Length != values.Length)
            throw new ArgumentException($"found {starts.Length} starts, {columns.Length} items and {values.Length} values that contradict each other", nameof(starts));
        for (var u = 0; u + 1 < starts.Length; u++)
        {
            var before = -1;
            foreach (var item in columns.AsSpan(starts[u]..starts[u + 1]))
            {
                if (item <= before || item >= items) throw new ArgumentException($"found item {item} after {before} in row {u}, expected ascending ones below {items}", nameof(columns));
                before = item;
            }
        }

        return new(starts, columns, values, items, null);
    }

    /// <summary>The same entries with other values.</summary>
    /// <param name="values"><c>float[Count]</c> in the order of <see cref="AllItems"/>; kept, not copied.</param>
    public InteractionMatrix WithValues(float[] values)
    {
        if (values.Length != Count) throw new ArgumentException($"found {values.Length} values, expected {Count}", nameof(values));
        return new(_starts, _columns, values, Items, null);
    }

    private static InteractionMatrix Merge(int[] starts, int[] columns, float[] values, int items, RepeatedPairs repeated)
    {
        var (kept, begin) = (0, 0);
        for (var u = 0; u + 1 < starts.Length; u++)
        {
            var (rowStart, end) = (kept, starts[u + 1]);
            for (var at = begin; at < end; at++)
            {
                if (kept > rowStart && columns[kept - 1] == columns[at])
                {
                    if (repeated == RepeatedPairs.Sum) values[kept - 1] += values[at];
                    else values[kept - 1] = values[at];
                    continue;
                }

                (columns[kept], values[kept]) = (columns[at], values[at]);
                kept++;
            }

            (begin, starts[u + 1]) = (end, kept);
        }

        if (kept < columns.Length)
        {
            Array.Resize(ref columns, kept);
            Array.Resize(ref values, kept);
        }

        return new(starts, columns, values, items, null);
    }

    private InteractionMatrix Transposed()
    {
        var starts = new int[Items + 1];
        foreach (var item in _columns) starts[item + 1]++;
        for (var i = 0; i < Items; i++) starts[i + 1] += starts[i];
        var next = starts[..Items];
        var (columns, values) = (new int[Count], new float[Count]);
        for (var user = 0; user < Users; user++)
        {
            for (var n = _starts[user]; n < _starts[user + 1]; n++)
            {
                var at = next[_columns[n]]++;
                (columns[at], values[at]) = (user, _values[n]);
            }
        }

        return new(starts, columns, values, Users, this);
    }
}
