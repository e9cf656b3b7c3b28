using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shopstream.Modules.Ml.Drift;

namespace Shopstream.Modules.Ml;

/// <summary>Metrics of models.</summary>
internal sealed class MlMetrics
{
    public const string MeterName = "Shopstream.Ml";

    private readonly ConcurrentDictionary<string, DriftReport> _reports = new(StringComparer.Ordinal);
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _decisions;

    public MlMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _predictions = meter.CreateCounter<long>("shopstream.ml.predictions", "{row}", "Rows predicted over HTTP, by model");
        _decisions = meter.CreateCounter<long>("shopstream.ml.decisions", "{version}", "New versions decided on, by model and outcome");
        meter.CreateObservableGauge("shopstream.ml.drift", Indices, "1", "Population stability index since training, by model and column; above 0.25 the model should be trained anew");
    }

    public void Predicted(string model, int rows) => _predictions.Add(rows, new KeyValuePair<string, object?>("model", model));

    /// <summary>A new version became <c>current</c> or <c>rejected</c>, or stayed a <c>candidate</c>.</summary>
    public void Decided(string model, string outcome) =>
        _decisions.Add(1, new KeyValuePair<string, object?>("model", model), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Shows a report from now on.</summary>
    public void Drift(DriftReport report) => _reports[report.Model] = report;

    private IEnumerable<Measurement<double>> Indices() =>
        _reports.Values.SelectMany(r => r.Columns.Append(r.Score).Select(m => new Measurement<double>(
            m.StabilityIndex, new KeyValuePair<string, object?>("model", r.Model), new KeyValuePair<string, object?>("column", m.Name))));
}
