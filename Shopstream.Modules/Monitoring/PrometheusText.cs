using System.Globalization;
using System.Text;

namespace Shopstream.Modules.Monitoring;

/// <summary>
/// Writes the Prometheus text format 0.0.4. Source: Prometheus documentation, "Exposition formats".
/// </summary>
internal sealed class PrometheusText
{
    /// <summary>Media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new(16 * 1024);

    /// <summary>Begins a metric: its HELP and TYPE lines.</summary>
    public PrometheusText Begin(string name, string help, MetricKind kind)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        }).Append('\n');
        return this;
    }

    /// <summary>One sample; labels come rendered, without braces.</summary>
    public PrometheusText Sample(string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
        return this;
    }

    /// <summary>One metric without labels.</summary>
    public PrometheusText Single(string name, string help, MetricKind kind, double value) => Begin(name, help, kind).Sample(name, "", value);

    /// <summary>A metric with all its series; of observed ones only those of this collection.</summary>
    public void Family(MetricFamily family, long collection)
    {
        var begun = false;
        foreach (var series in family.Series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                Start();
                Histogram(family, series);
                continue;
            }

            var (value, seen) = series.Read();
            if (family.Observed && seen != collection) continue;
            Start();
            Sample(family.Name, series.Labels, value);
        }

        void Start()
        {
            if (!begun) Begin(family.Name, family.Help, family.Kind);
            begun = true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    /// <summary>A label value between its quotation marks.</summary>
    public static string EscapeLabel(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeHelp(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private void Histogram(MetricFamily family, MetricSeries series)
    {
        var (buckets, sum) = series.ReadHistogram();
        var before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        long count = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < family.Bounds!.Length ? family.Bounds[i] : double.PositiveInfinity;
            Sample(family.Name + "_bucket", $"{before}le=\"{Number(bound)}\"", count);
        }

        Sample(family.Name + "_sum", series.Labels, sum);
        Sample(family.Name + "_count", series.Labels, count);
    }
}
