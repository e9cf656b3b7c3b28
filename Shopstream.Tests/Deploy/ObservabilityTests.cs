using System.Diagnostics;
using System.Text.Json.Nodes;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Deploy;

/// <summary>Alerts and dashboards ask for what the host exposes.</summary>
[CancelAfter(60_000)]
internal sealed class ObservabilityTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    // Of Prometheus itself.
    private static readonly string[] OfPrometheus = ["up"];

    private ExposedMetrics exposed = null!;

    [OneTimeSetUp]
    public async Task ReadAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        exposed = await ExposedMetrics.ReadAsync(["/health/live", "/health/ready", "/metrics", "/no-such-path"], timeout.Token);
    }

    [Test]
    public void Host_PathsOfProbesAndScrapes_AreThere() => exposed.MissingPaths.ShouldBe(["/no-such-path"]);

    [Test]
    public void Alerts_AsTheyShip_UseExposedMetrics() => Unknown(AlertQueries(AlertText)).ShouldBeEmpty();

    [TestCase("system")]
    [TestCase("shop")]
    public void Dashboard_AsItShips_UsesExposedMetrics(string name) => Unknown(Dashboards.Queries(Dashboards.Read(name))).ShouldBeEmpty();

    [TestCase("shopstream_streaming_lag)", "shopstream_stream_lag)", "shopstream_stream_lag")]
    [TestCase("shopstream_streaming_checkpoint_duration_seconds_bucket", "shopstream_streaming_checkpoint_duration_bucket", "shopstream_streaming_checkpoint_duration_bucket")]
    [TestCase("shopstream_bus_skipped_total offset", "shopstream_bus_skipped offset", "shopstream_bus_skipped")]
    [TestCase("rate(dotnet_gc_pause_seconds_total{", "rate(dotnet_gc_pause_total{", "dotnet_gc_pause_total")]
    public void Alerts_PlantedMetric_IsNamed(string from, string to, string metric)
    {
        AlertText.ShouldContain(from);
        Unknown(AlertQueries(AlertText.Replace(from, to, StringComparison.Ordinal))).ShouldBe([metric]);
    }

    // Prometheus keeps "job" for the scrape, and renames the label that the host gives.
    [Test]
    public void Queries_OfStreamMetrics_NameTheJobAsPrometheusStoresIt()
    {
        string[] queries = [.. AlertQueries(AlertText), .. Dashboards.Names.SelectMany(n => Dashboards.Queries(Dashboards.Read(n)))];
        var streaming = queries.Where(q => PromQl.Metrics(q).Any(m => m.StartsWith("shopstream_streaming_", StringComparison.Ordinal))).ToList();
        streaming.Count.ShouldBeGreaterThan(10);
        streaming.Where(q => PromQl.Labels(q).Contains("job")).ShouldBeEmpty();
        streaming.ShouldContain(q => PromQl.Labels(q).Contains("exported_job"));
    }

    [Test]
    public void Alerts_AsTheyShip_SayHowBadAndWhat_AndAreDocumented()
    {
        var operations = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var rules = Rules(AlertText);
        rules.Select(r => r.Text("alert")).ShouldBeUnique();
        foreach (var rule in rules)
        {
            rule.Text("labels.severity").ShouldBeOneOf("critical", "warning");
            rule.Text("annotations.summary").ShouldNotBeNullOrWhiteSpace(rule.Text("alert"));
            operations.ShouldContain($"`{rule.Text("alert")}`", Case.Sensitive);
        }
    }

    [TestCase("a", "a")]
    [TestCase("sum by (x, y) (rate(a_total{b=\"c\", d=~\"e.*\"}[5m])) > 0.5 unless on (z) h offset 15m", "a_total,h")]
    [TestCase("histogram_quantile(0.9, sum by (le) (rate(a_bucket[$__rate_interval]))) or vector(0)", "a_bucket")]
    [TestCase("60 * a{i=~\"$instance\"} / ignoring (k) group_left (l) b", "a,b")]
    public void PromQl_Query_GivesItsMetrics(string query, string expected) => string.Join(',', PromQl.Metrics(query).Order(StringComparer.Ordinal)).ShouldBe(expected);

    [Test]
    public void PromQl_Query_GivesItsLabels() =>
        PromQl.Labels("sum by (x, y) (a{b=\"c{}\", d=~\"e=f\"}) and on (z) h").ShouldBe(["b", "d", "x", "y", "z"], ignoreOrder: true);

    [TestCase("check", "config", "prometheus.yml")]
    [TestCase("check", "rules", "alerts.yml")]
    [TestCase("test", "rules", "alerts.test.yml")]
    public async Task Prometheus_ItsOwnTool_FindsNoFault(string verb, string noun, string file, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("promtool") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in new[] { verb, noun, Path.Combine(Folder, "prometheus", file) }) start.ArgumentList.Add(word);
        var (exitCode, output, errors) = await OutsideProgram.RunAsync(start, "promtool of Prometheus, which checks rules", cancel);
        exitCode.ShouldBe(0, output + errors);
    }

    private static string AlertText => File.ReadAllText(Path.Combine(Folder, "prometheus", "alerts.yml"));

    private static IReadOnlyList<JsonNode> Rules(string text) => [.. YamlText.Documents(text).Single().List("groups").SelectMany(g => g.List("rules"))];

    private static IReadOnlyList<string> AlertQueries(string text) => [.. Rules(text).Select(r => r.Text("expr") ?? "")];

    private IReadOnlyList<string> Unknown(IReadOnlyList<string> queries)
    {
        queries.ShouldNotBeEmpty();
        foreach (var query in queries) PromQl.Metrics(query).ShouldNotBeEmpty(query);
        return [.. queries.SelectMany(PromQl.Metrics).Distinct(StringComparer.Ordinal).Where(m => !exposed.Names.Contains(m) && !OfPrometheus.Contains(m))];
    }
}
