using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Modules.Monitoring;
using Shopstream.Tests.Serving;

namespace Shopstream.Tests.Monitoring;

[CancelAfter(30_000)]
internal sealed class MetricsTests
{
    private TestShop shop = null!;
    private Meter meter = null!;

    [SetUp]
    public async Task StartAsync()
    {
        shop = await TestShop.StartAsync();
        meter = shop.Services.GetRequiredService<IMeterFactory>().Create("Shopstream.Test");
    }

    [TearDown]
    public async Task StopAsync()
    {
        meter.Dispose();
        await shop.DisposeAsync();
    }

    [Test]
    public async Task Metrics_ContentType_IsThatOfTheFormat()
    {
        using var response = await shop.Client.GetAsync("/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
    }

    [Test]
    public async Task Counter_TagsInAnyOrder_AddUpPerSet()
    {
        var counter = meter.CreateCounter<long>("shopstream.test.records", "{record}", "Records\nread \\ seen.");
        counter.Add(2, new("topic", "a"), new("kind", "x"));
        counter.Add(3, new("kind", "x"), new("topic", "a"));
        counter.Add(5, new KeyValuePair<string, object?>("topic", "b"));
        counter.Add(7);
        var text = await ReadAsync();
        text.Samples["shopstream_test_records_total{kind=\"x\",topic=\"a\"}"].ShouldBe(5);
        text.Samples["shopstream_test_records_total{topic=\"b\"}"].ShouldBe(5);
        text.Samples["shopstream_test_records_total"].ShouldBe(7);
        text.Types["shopstream_test_records_total"].ShouldBe("counter");
        text.Help["shopstream_test_records_total"].ShouldBe("Records\nread \\ seen.");
    }

    [Test]
    public async Task Labels_AwkwardValues_AreEscaped()
    {
        meter.CreateCounter<int>("shopstream.test.awkward").Add(1, new("text", "a\"b\\c\nd,{}"), new("flag", true), new("none", null), new("number", 1.5));
        (await ReadAsync()).Samples["shopstream_test_awkward_total{flag=\"true\",number=\"1.5\",text=\"a\"b\\c\nd,{}\"}"].ShouldBe(1);
    }

    [Test]
    public async Task UpDownCounterAndGauge_Values_AreSumAndLast()
    {
        var open = meter.CreateUpDownCounter<int>("shopstream.test.open", "{file}");
        open.Add(5);
        open.Add(-7);
        var level = meter.CreateGauge<double>("shopstream.test.level", "By");
        level.Record(10);
        level.Record(4.25);
        var text = await ReadAsync();
        text.Samples["shopstream_test_open"].ShouldBe(-2);
        text.Samples["shopstream_test_level_bytes"].ShouldBe(4.25);
        text.Types["shopstream_test_open"].ShouldBe("gauge");
    }

    [Test]
    public async Task Observables_AreAskedEachTime_AndVanishWithTheirSeries()
    {
        var partitions = new List<int> { 0, 1 };
        var asked = 0;
        meter.CreateObservableGauge("shopstream.test.lag", () => partitions.Select(p => new Measurement<long>(10 + p, new KeyValuePair<string, object?>("partition", p))), "{record}");
        meter.CreateObservableCounter("shopstream.test.asked", () => ++asked);
        var first = await ReadAsync();
        first.Samples["shopstream_test_lag{partition=\"0\"}"].ShouldBe(10);
        first.Samples["shopstream_test_lag{partition=\"1\"}"].ShouldBe(11);
        first.Samples["shopstream_test_asked_total"].ShouldBe(1);
        partitions.Remove(0);
        var second = await ReadAsync();
        second.Samples.ShouldNotContainKey("shopstream_test_lag{partition=\"0\"}");
        second.Samples["shopstream_test_lag{partition=\"1\"}"].ShouldBe(11);
        second.Samples["shopstream_test_asked_total"].ShouldBe(2);
    }

    [Test]
    public async Task Observables_SameNameTwice_AddUp()
    {
        meter.CreateObservableGauge("shopstream.test.twice", () => 4);
        shop.Services.GetRequiredService<IMeterFactory>().Create("Shopstream.Other").CreateObservableGauge("shopstream.test.twice", () => 5);
        (await ReadAsync()).Samples["shopstream_test_twice"].ShouldBe(9);
        (await ReadAsync()).Samples["shopstream_test_twice"].ShouldBe(9);
    }

    [Test]
    public async Task Observable_Throws_IsCountedAndTheRestIsThere()
    {
        meter.CreateObservableGauge("shopstream.test.broken", int () => throw new IOException("gone"));
        meter.CreateObservableGauge("shopstream.test.whole", () => 1);
        var text = await ReadAsync();
        text.Samples["shopstream_test_whole"].ShouldBe(1);
        text.Samples.ShouldNotContainKey("shopstream_test_broken");
        text.Samples["shopstream_monitoring_failed_collections_total"].ShouldBe(1);
    }

    [Test]
    public async Task Histogram_Observations_FallIntoFixedBuckets()
    {
        var duration = meter.CreateHistogram<double>("shopstream.test.duration", "s");
        foreach (var value in new[] { 0.0001, 0.00011, 0.3, 0.5, 1_000 }) duration.Record(value, new KeyValuePair<string, object?>("step", "read"));
        var text = await ReadAsync();
        text.Types["shopstream_test_duration_seconds"].ShouldBe("histogram");
        Bucket("0.0001").ShouldBe(1);
        Bucket("0.00025").ShouldBe(2);
        Bucket("0.25").ShouldBe(2);
        Bucket("0.5").ShouldBe(4);
        Bucket("300").ShouldBe(4);
        Bucket("+Inf").ShouldBe(5);
        text.Samples["shopstream_test_duration_seconds_count{step=\"read\"}"].ShouldBe(5);
        text.Samples["shopstream_test_duration_seconds_sum{step=\"read\"}"].ShouldBe(1000.80021, 1e-9);

        double Bucket(string bound) => text.Samples[$"shopstream_test_duration_seconds_bucket{{le=\"{bound}\",step=\"read\"}}"];
    }

    [Test]
    public async Task Histogram_AdvisedBounds_AreTaken()
    {
        meter.CreateHistogram("shopstream.test.advised", "{item}", null, null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [3, 9] }).Record(4);
        (await ReadAsync()).Samples.Where(s => s.Key.StartsWith("shopstream_test_advised_bucket")).Select(s => s.Value).ShouldBe([0, 1, 1]);
    }

    [Test]
    public async Task Series_TooMany_AreDroppedAndCounted()
    {
        var counter = meter.CreateCounter<long>("shopstream.test.ids");
        for (var i = 0; i < MetricFamily.MostSeries + 10; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));
        var text = await ReadAsync();
        text.Samples.Count(s => s.Key.StartsWith("shopstream_test_ids_total")).ShouldBe(MetricFamily.MostSeries);
        text.Samples["shopstream_monitoring_dropped_measurements_total"].ShouldBe(10);
    }

    [Test]
    public async Task Meters_OfOthers_AreLeftOut()
    {
        shop.Services.GetRequiredService<IMeterFactory>().Create("Elsewhere").CreateCounter<long>("elsewhere.count").Add(1);
        await using var other = await TestShop.StartAsync();
        other.Services.GetRequiredService<IMeterFactory>().Create("Shopstream.Test").CreateCounter<long>("shopstream.test.neighbour").Add(1);
        meter.CreateCounter<long>("shopstream.test.clash").Add(1);
        meter.CreateObservableCounter("shopstream.test.clash", () => 5);
        var text = await ReadAsync();
        text.Samples.Keys.ShouldNotContain(k => k.StartsWith("elsewhere"));
        text.Samples.Keys.ShouldNotContain("shopstream_test_neighbour_total");
        text.Samples["shopstream_test_clash_total"].ShouldBe(1);
    }

    [Test]
    public async Task Process_Figures_ArePlausible()
    {
        await shop.JsonAsync("/analytics/overview");
        var text = await ReadAsync();
        text.Samples["process_cpu_seconds_total"].ShouldBeGreaterThan(0);
        text.Samples["process_resident_memory_bytes"].ShouldBeGreaterThan(10_000_000);
        text.Samples["dotnet_gc_live_bytes"].ShouldBeGreaterThan(100_000);
        text.Samples["process_threads"].ShouldBeGreaterThan(1);
        text.Samples["dotnet_gc_collections_total{generation=\"0\"}"].ShouldBeGreaterThanOrEqualTo(0);
        text.Types["http_server_request_duration_seconds"].ShouldBe("histogram");
        text.Samples.Keys.ShouldContain(k => k.StartsWith("http_server_request_duration_seconds_count") && k.Contains("http_route=\"/analytics/overview\""));
    }

    [Test]
    public void Parser_BrokenTexts_AreRefused()
    {
        foreach (var broken in new[]
        {
            "# HELP a b\n# TYPE a gauge\na 1", "# HELP a b\n# TYPE a gauge\na 1\na 1\n", "a 1\n", "# HELP a b\n# TYPE a counter\na 1\n",
            "# HELP a b\n# TYPE a gauge\na{x=\"\\q\"} 1\n", "# HELP a b\n# TYPE a gauge\na  1\n", "# HELP a b\n# TYPE a gauge\na 1,5\n",
            "# HELP h b\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
            "# HELP h b\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
        })
            Should.Throw<FormatException>(() => PrometheusParser.Parse(broken), broken);
    }

    private async Task<PrometheusParser> ReadAsync() => PrometheusParser.Parse(await shop.Client.GetStringAsync("/metrics"));
}
