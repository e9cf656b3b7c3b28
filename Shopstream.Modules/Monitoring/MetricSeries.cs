namespace Shopstream.Modules.Monitoring;

/// <summary>The numbers of one metric with one set of labels. Thread-safe.</summary>
/// <param name="labels">Rendered labels without braces, such as <c>topic="a",kind="b"</c>; empty for none.</param>
/// <param name="bounds">Upper bounds of the buckets, rising, without infinity; null when this is no histogram.</param>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[] buckets = new long[bounds is null ? 0 : bounds.Length + 1];
    private double value;
    private long collection;

    /// <summary>Rendered labels without braces.</summary>
    public string Labels { get; } = labels;

    /// <summary>Adds to a counter or an up-down counter.</summary>
    public void Add(double delta)
    {
        lock (gate) value += delta;
    }

    /// <summary>Sets a gauge.</summary>
    public void Set(double newValue)
    {
        lock (gate) value = newValue;
    }

    /// <summary>
    /// Takes what an observable instrument says in a collection. Several instruments of one name, such as one a partition, add up.
    /// </summary>
    public void Observe(double observed, long inCollection)
    {
        lock (gate)
        {
            value = collection == inCollection ? value + observed : observed;
            collection = inCollection;
        }
    }

    /// <summary>Puts an observation into its bucket.</summary>
    public void Record(double observation)
    {
        lock (gate)
        {
            value += observation;
            var bucket = 0;
            while (bucket < bounds!.Length && !(observation <= bounds[bucket])) bucket++;
            buckets[bucket]++;
        }
    }

    /// <summary>Value and last collection.</summary>
    public (double Value, long Collection) Read()
    {
        lock (gate) return (value, collection);
    }

    /// <summary>Observations per bucket, the last for everything above all bounds, and their sum.</summary>
    public (long[] Buckets, double Sum) ReadHistogram()
    {
        lock (gate) return ((long[])buckets.Clone(), value);
    }
}
