namespace Shopstream.Tests.Streaming;

/// <summary>Count and sum.</summary>
public readonly record struct Tally(long Count, long Sum)
{
    public static Tally Add(Tally tally, int value) => new(tally.Count + 1, tally.Sum + value);

    public static Tally Merge(Tally earlier, Tally later) => new(earlier.Count + later.Count, earlier.Sum + later.Sum);
}
