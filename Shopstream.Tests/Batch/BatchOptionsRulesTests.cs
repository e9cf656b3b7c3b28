using Shopstream.Modules.Batch;
using Shopstream.Modules.Jobs;
using Shopstream.Tests.Jobs;

namespace Shopstream.Tests.Batch;

[TestFixture]
internal sealed class BatchOptionsRulesTests
{
    [TestCase("sums", "15 3 * * *", "UTC", null, "Batch:Jobs:sums: there is no such job, expected one of other, sum.")]
    [TestCase("sum", "at three", "UTC", null, "Batch:Jobs:sum:Cron: found \"at three\", expected a cron expression such as")]
    [TestCase("sum", "0 0 0 1 1 ? 2020", "UTC", null, "Batch:Jobs:sum:Cron: found \"0 0 0 1 1 ? 2020\", expected an expression with times to come.")]
    [TestCase("sum", null, "UTC", null, "Batch:Jobs:sum:Cron: found none, expected a cron expression, since the job has none of its own.")]
    [TestCase("sum", "15 3 * * *", "Berlin", null, "Batch:Jobs:sum:TimeZone: found \"Berlin\", expected the name of a time zone such as UTC or Europe/Berlin.")]
    [TestCase("sum", "15 3 * * *", "UTC", "dayz", "Batch:Jobs:sum:Parameters: dayz: job sum has no such parameter")]
    public void Validate_OfWhatCannotBeScheduled_NamesIt(string job, string? cron, string zone, string? parameter, string expected)
    {
        var settings = new ScheduleOptions { Cron = cron, TimeZone = zone };
        if (parameter is not null) settings.Parameters[parameter] = "1";

        Validate(job, settings).ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Test]
    public void Validate_WithoutAnyJob_SaysWhy() =>
        new BatchOptionsRules(new JobCatalog([]), TimeProvider.System).Validate(name: null, Options("sum", new ScheduleOptions { Cron = "15 3 * * *" }))
            .Failures!.ShouldHaveSingleItem().ShouldBe("Batch:Jobs:sum: there is no such job, expected none, since no module with jobs is on.");

    [Test]
    public void Validate_OfWhatCanBeScheduled_IsFine()
    {
        Validate("sum", new ScheduleOptions { Cron = "15 3 * * *", TimeZone = "Europe/Berlin", Parameters = { ["days"] = "3" } }).ShouldBeEmpty();
        Validate("sum", new ScheduleOptions { Enabled = false }).ShouldBeEmpty();
    }

    private static List<string> Validate(string job, ScheduleOptions settings) =>
        [.. new BatchOptionsRules(new JobCatalog([TestJob.Quick("sum"), TestJob.Quick("other")]), TimeProvider.System).Validate(name: null, Options(job, settings)).Failures ?? []];

    private static BatchOptions Options(string job, ScheduleOptions settings) => new() { Jobs = { [job] = settings } };
}
