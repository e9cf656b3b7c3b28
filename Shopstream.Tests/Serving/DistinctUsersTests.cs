using static Shopstream.Modules.Stores.AnalyticsIndices;

namespace Shopstream.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class DistinctUsersTests
{
    [Test]
    public async Task Count_WithSketches_IsTheirUnionOverWindowsAndPartitions()
    {
        // 600 windows are read in three slices; user "always" is in all of them, every other one in four.
        var sample = new SampleWindows();
        var first = new DateTime(2026, 3, 10, 2, 0, 0, DateTimeKind.Unspecified);
        for (var i = 0; i < 600; i++)
        {
            var start = first.AddMinutes(i).ToString("yyyy-MM-ddTHH:mm");
            foreach (var partition in new[] { "a", "b" })
                sample.Row(LiveTotals, "1m", start, partition, "all", [], ("sessions", 1)).Sketch("1m", start, partition, "always", $"u{i / 2}");
        }

        await using var shop = await TestShop.StartAsync(await sample.WriteAsync());
        var answer = await shop.JsonAsync("/analytics/overview?from=2026-03-10T02:00:00Z&to=2026-03-10T12:00:00Z");
        answer.GetProperty("totals").GetProperty("uniqueUsers").GetInt64().ShouldBeInRange(298, 304);
        answer.GetProperty("totals").GetProperty("sessions").GetInt64().ShouldBe(1200);
    }
}
