using System.Collections;

namespace Shopstream.Modules.Stores;

/// <summary>
/// The rows of a partial side by side in three arrays, which is how they are gathered: writing many small windows makes no
/// objects for each row. Immutable.
/// </summary>
/// <param name="keys">Keys; more than <paramref name="count"/> may stand there.</param>
/// <param name="attributes">Texts, <paramref name="attributeCount"/> a row.</param>
/// <param name="measures">Numbers, <paramref name="measureCount"/> a row.</param>
/// <param name="count">Number of rows.</param>
/// <param name="attributeCount">Texts of a row.</param>
/// <param name="measureCount">Numbers of a row.</param>
public sealed class PartialRows(string[] keys, string?[] attributes, long[] measures, int count, int attributeCount, int measureCount)
    : IReadOnlyList<PartialRow>
{
    /// <inheritdoc/>
    public int Count => count;

    /// <summary>Texts of a row.</summary>
    public int AttributeCount => attributeCount;

    /// <summary>Numbers of a row.</summary>
    public int MeasureCount => measureCount;

    /// <inheritdoc/>
    public PartialRow this[int index] => new(Key(index), Attributes(index).ToArray(), Measures(index).ToArray());

    /// <summary>Key of a row.</summary>
    public string Key(int row) => keys[row];

    /// <summary>Texts of a row.</summary>
    public ReadOnlySpan<string?> Attributes(int row) => attributes.AsSpan(row * attributeCount, attributeCount);

    /// <summary>Numbers of a row.</summary>
    public ReadOnlySpan<long> Measures(int row) => measures.AsSpan(row * measureCount, measureCount);

    /// <inheritdoc/>
    public IEnumerator<PartialRow> GetEnumerator()
    {
        for (var row = 0; row < count; row++) yield return this[row];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Puts single rows side by side.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static PartialRows Of(IReadOnlyList<PartialRow> rows)
    {
        var attributeCount = rows.Count == 0 ? 0 : rows[0].Attributes.Count;
        var measureCount = rows.Count == 0 ? 0 : rows[0].Measures.Count;
        if (rows.Any(r => r.Attributes.Count != attributeCount || r.Measures.Count != measureCount))
            throw new ArgumentException($"the rows differ in length, expected {attributeCount} attributes and {measureCount} measures in each", nameof(rows));
        return new PartialRows(
            [.. rows.Select(r => r.Key)], [.. rows.SelectMany(r => r.Attributes)], [.. rows.SelectMany(r => r.Measures)],
            rows.Count, attributeCount, measureCount);
    }
}
