using Shopstream.Modules.Recommendations.Algorithms;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>For each item a list of other items with scores, those that say most first. Immutable.</summary>
internal sealed class ItemLists
{
    private readonly int[] _starts;
    private readonly int[] _items;
    private readonly float[] _scores;

    private ItemLists(int[] starts, int[] items, float[] scores) => (_starts, _items, _scores) = (starts, items, scores);

    /// <summary>How many items have a list, which may be empty.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The items that a list names.</summary>
    public ReadOnlySpan<int> ItemsOf(int item) => _items.AsSpan(_starts[item].._starts[item + 1]);

    /// <summary>The scores beside <see cref="ItemsOf"/>.</summary>
    public ReadOnlySpan<float> ScoresOf(int item) => _scores.AsSpan(_starts[item].._starts[item + 1]);

    /// <summary>Lists of at most so many.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="length">Longest list.</param>
    /// <param name="fill">Writes the candidates of an item.</param>
    /// <param name="withNegatives">Whether to keep those with the largest sizes; else only scores above 0.</param>
    public static ItemLists Build(int count, int length, Action<int, Action<int, float>> fill, bool withNegatives = false)
    {
        var starts = new int[count + 1];
        var (items, scores) = (new List<int>(), new List<float>());
        var top = new ScoredItem[length];
        for (var item = 0; item < count; item++)
        {
            var kept = Fill(item, fill, top, withNegatives);
            foreach (var other in top.AsSpan(0, kept))
            {
                items.Add(other.Item);
                scores.Add(other.Score);
            }

            starts[item + 1] = items.Count;
        }

        return new(starts, [.. items], [.. scores]);
    }

    /// <summary>The same lists with other numbers for what they name.</summary>
    public ItemLists Renumbered(int[] numbers) => new(_starts, [.. _items.Select(i => numbers[i])], _scores);

    /// <summary>Writes the lists.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        for (var item = 0; item < Count; item++) writer.Write7BitEncodedInt(_starts[item + 1] - _starts[item]);
        foreach (var other in _items) writer.Write7BitEncodedInt(other);
        foreach (var score in _scores) writer.Write(score);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">An item is not below <paramref name="most"/>.</exception>
    public static ItemLists Read(BinaryReader reader, int most)
    {
        var count = reader.ReadInt32();
        if (count > most || count < 0) throw new InvalidDataException($"found {count} lists, expected at most {most}");
        var starts = new int[count + 1];
        for (var item = 0; item < count; item++) starts[item + 1] = checked(starts[item] + reader.Read7BitEncodedInt());
        var (items, scores) = (new int[starts[count]], new float[starts[count]]);
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = reader.Read7BitEncodedInt();
            if ((uint)items[i] >= (uint)most) throw new InvalidDataException($"found item {items[i]}, expected one below {most}");
        }

        for (var i = 0; i < scores.Length; i++) scores[i] = reader.ReadSingle();
        return new(starts, items, scores);
    }

    private static int Fill(int item, Action<int, Action<int, float>> fill, ScoredItem[] top, bool withNegatives)
    {
        var candidates = new List<ScoredItem>();
        fill(item, (other, score) =>
        {
            if ((score > 0 || (withNegatives && score < 0)) && other != item) candidates.Add(new(other, score));
        });
        var selection = new TopSelection(top);
        for (var c = 0; c < candidates.Count; c++) selection.Offer(c, Math.Abs(candidates[c].Score));
        var kept = selection.Finish();
        for (var i = 0; i < kept; i++) top[i] = candidates[top[i].Item];
        return kept;
    }
}
