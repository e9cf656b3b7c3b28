using System.Collections.Concurrent;
using System.Text;

namespace Shopstream.Modules.Monitoring;

/// <summary>All series of one metric. Looking up a series takes no memory once it is there. Thread-safe.</summary>
internal sealed class MetricFamily(string name, string help, MetricKind kind, bool observed, double[]? bounds)
{
    /// <summary>Most series of a metric; a tag that holds ids would otherwise fill memory.</summary>
    public const int MostSeries = 2_000;

    private readonly ConcurrentDictionary<int, Entry[]> entries = new();
    private readonly Lock adding = new();
    private readonly MetricSeries untagged = new("", bounds);
    private bool usesUntagged;
    private int count;

    /// <summary>Name as Prometheus sees it.</summary>
    public string Name { get; } = name;

    /// <summary>What it says.</summary>
    public string Help { get; } = help;

    /// <summary>Type.</summary>
    public MetricKind Kind { get; } = kind;

    /// <summary>Whether values are asked for at each collection.</summary>
    public bool Observed { get; } = observed;

    /// <summary>Upper bounds of the buckets of a histogram.</summary>
    public double[]? Bounds { get; } = bounds;

    /// <summary>All series, by labels.</summary>
    public IEnumerable<MetricSeries> Series
    {
        get
        {
            var tagged = entries.Values.SelectMany(e => e).Select(e => e.Series).OrderBy(s => s.Labels, StringComparer.Ordinal);
            return Volatile.Read(ref usesUntagged) ? tagged.Prepend(untagged) : tagged;
        }
    }

    /// <summary>The series of a set of tags in any order; null when there are too many series already.</summary>
    public MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            Volatile.Write(ref usesUntagged, true);
            return untagged;
        }

        var hash = 0;
        foreach (var (key, value) in tags) hash += HashCode.Combine(key, value);
        if (entries.TryGetValue(hash, out var bucket))
            foreach (var entry in bucket)
                if (entry.Matches(tags)) return entry.Series;
        return Add(hash, tags);
    }

    private MetricSeries? Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (adding)
        {
            var bucket = entries.GetValueOrDefault(hash, []);
            foreach (var entry in bucket)
                if (entry.Matches(tags)) return entry.Series;
            if (count >= MostSeries) return null;
            count++;
            var added = new Entry(tags.ToArray(), new(Render(tags), Bounds));
            entries[hash] = [.. bucket, added];
            return added.Series;
        }
    }

    private static string Render(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags) labels.TryAdd(MetricName.Label(key), Text(value));
        var text = new StringBuilder();
        foreach (var (key, value) in labels)
        {
            if (value.Length == 0) continue;
            if (text.Length > 0) text.Append(',');
            text.Append(key).Append("=\"").Append(PrometheusText.EscapeLabel(value)).Append('"');
        }

        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        true => "true",
        false => "false",
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private sealed record Entry(KeyValuePair<string, object?>[] Tags, MetricSeries Series)
    {
        public bool Matches(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != Tags.Length) return false;
            foreach (var (key, value) in tags)
            {
                var found = false;
                foreach (var own in Tags) found |= own.Key == key && Equals(own.Value, value);
                if (!found) return false;
            }

            return true;
        }
    }
}
