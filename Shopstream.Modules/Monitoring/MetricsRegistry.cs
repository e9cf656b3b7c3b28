using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Monitoring;

/// <summary>
/// Listens to all meters whose name starts with <c>Shopstream</c>, and to those of the HTTP server, that belong to this host or to
/// no host, and writes them in the Prometheus text format. Starts before any other service of the host. Thread-safe.
/// </summary>
internal sealed class MetricsRegistry(IMeterFactory meters, ILogger<MetricsRegistry> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly string[] Prefixes = ["Shopstream", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly Lock collecting = new();
    private long collection;
    private long droppedMeasurements;
    private long failedCollections;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        listener.InstrumentPublished = Published;
        listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take(state, value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Take(state, (double)value, tags));
        listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    /// <summary>Asks the observable instruments and writes everything, metrics by name and series by labels.</summary>
    public string Write()
    {
        lock (collecting)
        {
            collection++;
            Collect();
            var text = new PrometheusText();
            foreach (var family in families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)) text.Family(family, collection);
            ProcessMetrics.Write(text);
            text.Single(
                "shopstream_monitoring_dropped_measurements_total", $"Measurements not kept because their metric has more than {MetricFamily.MostSeries} series.",
                MetricKind.Counter, Interlocked.Read(ref droppedMeasurements));
            text.Single(
                "shopstream_monitoring_failed_collections_total", "Collections in which an instrument threw; its values are missing there.",
                MetricKind.Counter, failedCollections);
            return text.ToString();
        }
    }

    private void Collect()
    {
        try
        {
            listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // The other instruments were asked all the same, so their figures are complete.
            failedCollections++;
            MonitoringLog.CollectionFailed(logger, e);
        }
    }

    private void Published(Instrument instrument, MeterListener source)
    {
        if (!Array.Exists(Prefixes, p => instrument.Meter.Name.StartsWith(p, StringComparison.Ordinal))) return;

        // Another host in this process, as in tests, has its own meters.
        if (instrument.Meter.Scope is IMeterFactory scope && !ReferenceEquals(scope, meters)) return;
        if (Binding.Of(instrument) is not { } binding) return;
        var name = MetricName.Of(instrument.Name, instrument.Unit, binding.Kind);
        var family = families.GetOrAdd(name, n => new(
            n,
            instrument.Description ?? instrument.Name,
            binding.Kind,
            instrument.IsObservable,
            binding.Kind == MetricKind.Histogram ? HistogramBounds.Of(instrument) : null));
        if (family.Kind != binding.Kind || family.Observed != instrument.IsObservable)
        {
            MonitoringLog.InstrumentConflict(logger, instrument.Meter.Name, instrument.Name, name);
            return;
        }

        source.EnableMeasurementEvents(instrument, binding with { Family = family });
    }

    private void Take(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var binding = (Binding)state!;
        var series = binding.Family!.Find(tags);
        if (series is null)
        {
            Interlocked.Increment(ref droppedMeasurements);
            return;
        }

        if (binding.Family.Observed) series.Observe(value, collection);
        else if (binding.Kind == MetricKind.Histogram) series.Record(value);
        else if (binding.Sets) series.Set(value);
        else series.Add(value);
    }

    /// <summary>How the measurements of an instrument are taken.</summary>
    private sealed record Binding(MetricKind Kind, bool Sets, MetricFamily? Family = null)
    {
        public static Binding? Of(Instrument instrument)
        {
            var type = instrument.GetType();
            while (type is not null && !(type.IsGenericType && type.Namespace == "System.Diagnostics.Metrics")) type = type.BaseType;
            var generic = type?.GetGenericTypeDefinition();
            if (generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>)) return new(MetricKind.Counter, Sets: false);
            if (generic == typeof(Histogram<>)) return new(MetricKind.Histogram, Sets: false);
            if (generic == typeof(UpDownCounter<>) || generic == typeof(ObservableUpDownCounter<>)) return new(MetricKind.Gauge, Sets: false);
            return generic == typeof(Gauge<>) || generic == typeof(ObservableGauge<>) ? new(MetricKind.Gauge, Sets: true) : null;
        }
    }
}
