using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Http;
using Shopstream.Modules.Serving;

namespace Shopstream.Tests.Serving;

internal sealed class AnalyticsRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 30, TimeSpan.Zero);

    [TestCase(null, null, null, "2026-03-10T11:01:00Z", "2026-03-10T12:01:00Z", "1m", 60)]
    [TestCase(null, null, "1h", "2026-03-09T13:00:00Z", "2026-03-10T13:00:00Z", "1h", 24)]
    [TestCase(null, null, "1d", "2026-02-09T00:00:00Z", "2026-03-11T00:00:00Z", "1d", 30)]
    [TestCase("2026-03-10T11:58:59Z", null, null, "2026-03-10T11:58:00Z", "2026-03-10T12:01:00Z", "1m", 3)]
    [TestCase(null, "2026-03-10T10:00:00Z", "1h", "2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "1h", 24)]
    [TestCase("2026-03-10T11:58:59Z", "2026-03-10T11:59:01Z", "1m", "2026-03-10T11:58:00Z", "2026-03-10T12:00:00Z", "1m", 2)]
    [TestCase("2026-03-10", "2026-03-11", null, "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", "1m", 1440)]
    [TestCase("2026-03-01", "2026-03-10", null, "2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z", "1h", 216)]
    [TestCase("2019-10-01", "2026-03-10", null, "2019-10-01T00:00:00Z", "2026-03-10T00:00:00Z", "1d", 2352)]
    [TestCase("2026-03-10T12:00:00+02:00", "2026-03-10T11:00:00Z", "1h", "2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z", "1h", 1)]
    [TestCase("2026-03-10T12:00:00 02:00", "2026-03-10T11:00:00Z", "1h", "2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z", "1h", 1)]
    public void Read_Parameters_GiveWholeWindows(string? from, string? to, string? window, string begin, string end, string size, int count)
    {
        var reader = new QueryReader();
        var range = AnalyticsRange.Read(reader, from, to, window, Now);
        reader.TryProblem(out _).ShouldBeFalse();
        range.From.ShouldBe(DateTimeOffset.Parse(begin));
        range.To.ShouldBe(DateTimeOffset.Parse(end));
        range.Window.ShouldBe(size);
        range.Count.ShouldBe(count);
    }

    [TestCase("2026-03-11", null, null, "from", "before now")]
    [TestCase("2026-03-10", "2026-03-10", null, "from", "a time before \"to\" (2026-03-10)")]
    [TestCase("2026-01-01", "2026-03-10", "1m", "window", "the range holds 97920: take window=1h or a shorter range")]
    [TestCase("1970-01-01", "2026-03-10", "1h", "window", "take window=1d or a shorter range")]
    [TestCase("1970-01-01", "9998-12-31", null, "window", "take a shorter range")]
    [TestCase("10/03/2026", null, null, "from", "an ISO 8601 date or time")]
    [TestCase("2026-02-30", null, null, "from", "an ISO 8601 date or time")]
    [TestCase("0001-01-01", null, null, "from", "years 1970 to 9998")]
    [TestCase(null, "2026-03-10T25:00", null, "to", "an ISO 8601 date or time")]
    [TestCase(null, null, "1M", "window", "one of 1m, 1h, 1d")]
    public void Read_WrongParameters_AreRefusedByName(string? from, string? to, string? window, string parameter, string expected)
    {
        var reader = new QueryReader();
        AnalyticsRange.Read(reader, from, to, window, Now);
        reader.TryProblem(out var problem).ShouldBeTrue();
        var error = ((BadParameter[])problem.ProblemDetails.Extensions["errors"]!).ShouldHaveSingleItem();
        error.Parameter.ShouldBe(parameter);
        error.Expected.ShouldContain(expected);
        problem.ProblemDetails.Detail!.ShouldStartWith(parameter + ":");
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Read_AnyRange_CoversItWithAlignedWindows() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(uint Start, uint Length, byte Size)>().ToArbitrary(), sample =>
        {
            var from = DateTimeOffset.FromUnixTimeSeconds(sample.Start);
            var to = from.AddSeconds(1 + (sample.Length % 2_000_000));
            var window = new[] { "1m", "1h", "1d", null }[sample.Size % 4];
            var reader = new QueryReader();
            var range = AnalyticsRange.Read(reader, from.ToString("O"), to.ToString("O"), window, to.AddDays(1));
            return !reader.TryProblem(out _)
                && range.FromMs % range.SizeMs == 0 && range.ToMs % range.SizeMs == 0
                && range.From <= from && range.To >= to
                && from.ToUnixTimeMilliseconds() - range.FromMs < range.SizeMs && range.ToMs - to.ToUnixTimeMilliseconds() < range.SizeMs
                && (window is null || range.Window == window)
                && (window is not null || range.Count <= AnalyticsRange.ComfortableWindows + 2);
        });

    [TestCase("300", 300)]
    [TestCase("0.5", 0.5)]
    [TestCase("PT5M", 300)]
    [TestCase("P1DT1S", 86_401)]
    [TestCase("00:05:00", 300)]
    public void Duration_AnyForm_IsRead(string text, double seconds)
    {
        var reader = new QueryReader();
        reader.Duration("minDuration", text, TimeSpan.Zero).TotalSeconds.ShouldBe(seconds);
        reader.HasProblem.ShouldBeFalse();
    }

    [TestCase("soon")]
    [TestCase("P")]
    [TestCase("-PT5M")]
    [TestCase("-00:05:00")]
    [TestCase("1e300")]
    [TestCase("99999999999999999999")]
    [TestCase("P99999999999D")]
    [TestCase("NaN")]
    public void Duration_Nonsense_IsRefused(string text)
    {
        var reader = new QueryReader();
        reader.Duration("minDuration", text, TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
        reader.HasProblem.ShouldBeTrue();
    }
}
