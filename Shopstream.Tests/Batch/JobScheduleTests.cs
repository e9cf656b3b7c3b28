using Shopstream.Modules.Batch;
using Shopstream.Tests.Jobs;

namespace Shopstream.Tests.Batch;

[TestFixture]
internal sealed class JobScheduleTests
{
    [TestCase("15 3 * * *", "UTC", "2026-03-02T08:00:00Z", "2026-03-03T03:15:00Z")]
    [TestCase("0 15 3 * * ?", "UTC", "2026-03-02T03:14:59Z", "2026-03-02T03:15:00Z")]
    [TestCase("0 0 9 ? * MON-FRI", "Europe/Berlin", "2026-03-06T08:00:00Z", "2026-03-09T08:00:00Z")]
    [TestCase("*/10 * * * * ?", "UTC", "2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z")]
    [TestCase("0 0 12 * * ?", "America/New_York", "2026-03-07T18:00:00Z", "2026-03-08T16:00:00Z")]
    [TestCase("0 9 * * 1", "UTC", "2026-03-03T00:00:00Z", "2026-03-09T09:00:00Z")]
    public void Next_InATimeZone_IsTheFirstTimeAfter(string cron, string zone, string after, string expected) =>
        Schedule(cron, zone).Next(Time(after)).ShouldBe(Time(expected));

    [TestCase("15 3 * * *", "2026-03-02T03:15:00Z", "2026-03-02T03:15:00Z")]
    [TestCase("15 3 * * *", "2026-03-02T03:15:00.250Z", "2026-03-02T03:15:00Z")]
    [TestCase("15 3 * * *", "2026-03-02T03:14:59Z", "2026-03-01T03:15:00Z")]
    public void Latest_UpToATime_IncludesItself(string cron, string until, string expected) =>
        Schedule(cron, "UTC").Latest(Time(until)).ShouldBe(Time(expected));

    [TestCase("")]
    [TestCase("every day")]
    [TestCase("0 61 3 * * ?")]
    [TestCase("15 3 * *")]
    public void TryCreate_OfNoExpression_Fails(string cron) =>
        JobSchedule.TryCreate(cron, TimeZoneInfo.Utc, MisfirePolicy.RunOnce, JobHosts.NoParameters, out _).ShouldBeFalse();

    private static JobSchedule Schedule(string cron, string zone)
    {
        JobSchedule.TryCreate(cron, TimeZoneInfo.FindSystemTimeZoneById(zone), MisfirePolicy.RunOnce, JobHosts.NoParameters, out var schedule).ShouldBeTrue();
        return schedule!;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text);
}
