using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Everything that one window of one partition gathers. Not thread-safe.</summary>
internal sealed class AnalyticsPane
{
    private readonly MeasureTable[] _tables;

    public AnalyticsPane()
    {
        _tables = [Totals, Users, Sessions, Products, Sentiment, Payments];
    }

    public MeasureTable Totals { get; } = new(AnalyticsIndices.LiveTotals);

    public MeasureTable Users { get; } = new(AnalyticsIndices.UserActivity);

    public MeasureTable Sessions { get; } = new(AnalyticsIndices.SessionActivity);

    public MeasureTable Products { get; } = new(AnalyticsIndices.ProductActivity);

    public MeasureTable Sentiment { get; } = new(AnalyticsIndices.ProductSentiment);

    public MeasureTable Payments { get; } = new(AnalyticsIndices.Payments);

    /// <summary>Distinct users of the window.</summary>
    public HyperLogLog DistinctUsers { get; private set; } = new();

    /// <summary>When its early result was written last.</summary>
    public long EmittedAt { get; set; } = long.MinValue;

    /// <summary>Rows over all tables.</summary>
    public int RowCount
    {
        get
        {
            var count = 0;
            foreach (var table in _tables) count += table.Count;
            return count;
        }
    }

    /// <summary>Adds the partials of the tables that changed, and counts them as written.</summary>
    public void TakeChanged(string window, long startMs, string partition, AnalyticsOutputs outputs)
    {
        foreach (var table in _tables)
        {
            if (!table.IsChanged) continue;
            // Not a conditional of byte[] and null: that would turn into an empty sketch.
            ReadOnlyMemory<byte>? sketch = null;
            if (table == Totals) sketch = DistinctUsers.ToBytes();
            outputs.Partials.Add(new WindowPartial(table.Definition.Name, window, startMs, partition, table.ToRows(), sketch)
            {
                Version = outputs.Version,
                Tenure = outputs.Tenure,
            });
            table.Clean();
        }
    }

    /// <summary>The state as JSON: an array of the tables' rows, then the sketch in base64.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartArray();
        foreach (var table in _tables) table.Write(json);
        json.WriteBase64StringValue(DistinctUsers.ToBytes());
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The state that <see cref="Encode"/> wrote; every table counts as changed.</summary>
    public static AnalyticsPane Decode(ReadOnlySpan<byte> state)
    {
        var pane = new AnalyticsPane();
        var json = new Utf8JsonReader(state);
        json.Read();
        foreach (var table in pane._tables)
        {
            json.Read();
            table.Read(ref json);
        }

        json.Read();
        pane.DistinctUsers = HyperLogLog.FromBytes(json.GetBytesFromBase64());
        return pane;
    }
}
