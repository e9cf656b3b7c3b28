using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Monitoring;

namespace Shopstream.Tests.Monitoring;

internal sealed class MetricNameTests
{
    [TestCase("shopstream.bus.published", "{record}", "Counter", "shopstream_bus_published_total")]
    [TestCase("shopstream.bus.published.total", null, "Counter", "shopstream_bus_published_total")]
    [TestCase("shopstream.query.duration", "s", "Histogram", "shopstream_query_duration_seconds")]
    [TestCase("shopstream.query.seconds", "s", "Histogram", "shopstream_query_seconds")]
    [TestCase("shopstream.query.duration", "ms", "Histogram", "shopstream_query_duration_milliseconds")]
    [TestCase("shopstream.log.size", "By", "Gauge", "shopstream_log_size_bytes")]
    [TestCase("shopstream.log.written", "By", "Counter", "shopstream_log_written_bytes_total")]
    [TestCase("shopstream.cache.hits", "1", "Gauge", "shopstream_cache_hits_ratio")]
    [TestCase("shopstream.cache.hits", "1", "Counter", "shopstream_cache_hits_total")]
    [TestCase("shopstream.rate", "By/s", "Gauge", "shopstream_rate_bytes_per_second")]
    [TestCase("shopstream.rate", "{record}/s", "Gauge", "shopstream_rate_per_second")]
    [TestCase("shopstream.disk.full", "%", "Gauge", "shopstream_disk_full_percent")]
    [TestCase("2.odd-name!!x", null, "Gauge", "_2_odd_name_x")]
    [TestCase("shopstream.grüße", null, "Gauge", "shopstream_gr_e")]
    public void Of_InstrumentAndUnit_FollowsTheConventions(string instrument, string? unit, string kind, string expected) =>
        MetricName.Of(instrument, unit, Enum.Parse<MetricKind>(kind)).ShouldBe(expected);

    [TestCase("reason", "reason")]
    [TestCase("http.route", "http_route")]
    [TestCase("le", "tag_le")]
    [TestCase("__name__", "tag_name__")]
    [TestCase("9", "_9")]
    public void Label_Tag_IsValid(string tag, string expected) => MetricName.Label(tag).ShouldBe(expected);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Of_AnyText_IsAValidName() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(), (name, unit) =>
    {
        var metric = MetricName.Of(name ?? "", unit, MetricKind.Counter);
        return metric.EndsWith("total", StringComparison.Ordinal) && !char.IsAsciiDigit(metric[0])
            && metric.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');
    });
}
