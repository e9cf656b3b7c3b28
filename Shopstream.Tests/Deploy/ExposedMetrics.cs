using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Host;
using Shopstream.Modules.Monitoring;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

/// <summary>
/// What a host with every module exposes at <c>/metrics</c>: all that it writes, and all that it would write once the instrument
/// has counted something.
/// </summary>
internal sealed class ExposedMetrics
{
    private ExposedMetrics(IReadOnlySet<string> names, IReadOnlyList<string> missing) => (Names, MissingPaths) = (names, missing);

    /// <summary>Names of all series.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Those of the given paths that the host does not have.</summary>
    public IReadOnlyList<string> MissingPaths { get; }

    /// <summary>Starts a host, asks it and stops it.</summary>
    public static async Task<ExposedMetrics> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        using var data = new TempDirectory();
        await using var app = ShopstreamHost.CreateWeb(
            [$"--Data:Path={data.Path}", "--urls=http://127.0.0.1:0", "--Bus:Embedded:Fsync=Never", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None"]);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Add(names, instrument, meters) };
        await app.StartAsync(cancel);
        listener.Start();
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        var missing = new List<string>();
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path, cancel);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) missing.Add(path);
        }

        var text = await client.GetStringAsync("/metrics", cancel);
        lock (names)
            names.UnionWith(text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('{', ' ')[0]));
        await app.StopAsync(cancel);
        return new(names, missing);
    }

    private static void Add(HashSet<string> names, Instrument instrument, IMeterFactory meters)
    {
        var meter = instrument.Meter;
        if (!ReferenceEquals(meter.Scope, meters)) return;
        if (!meter.Name.StartsWith("Shopstream", StringComparison.Ordinal) && !meter.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)) return;
        var type = instrument.GetType().Name;
        var kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        var name = MetricName.Of(instrument.Name, instrument.Unit, kind);
        lock (names)
            names.UnionWith(kind == MetricKind.Histogram ? [name + "_bucket", name + "_sum", name + "_count"] : [name]);
    }
}
