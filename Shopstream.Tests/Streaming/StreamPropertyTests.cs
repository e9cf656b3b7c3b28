using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Streaming;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Streaming;

/// <summary>Whatever order, repeats and crashes do, the results equal a recomputation from the log by the plainest means.</summary>
public sealed class StreamPropertyTests
{
    private const int Gap = 9;

    [TestCase(10, 10, false)]
    [TestCase(10, 10, true)]
    [TestCase(20, 5, false)]
    [TestCase(20, 5, true)]
    [TestCase(20, 7, true)]
    public void Windows_AnyScenario_EqualARecomputation(int size, int hop, bool withLate) =>
        Check(withLate, scenario =>
        {
            WindowAssigner assigner = size == hop
                ? new TumblingWindow(TimeSpan.FromMilliseconds(size))
                : new SlidingWindow(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(hop));
            var driver = scenario.Run(emit => new WindowedAggregation<int, int, Tally>(
                assigner, TimeSpan.FromMilliseconds(scenario.Lateness), () => default, Tally.Add, emit));

            var log = scenario.Log();
            var watermarks = StreamScenario.WatermarksBefore(log);
            var expected = new Dictionary<(long, int), Tally>();
            var late = new HashSet<(string, long)>();
            foreach (var (record, watermark) in log.Zip(watermarks))
            {
                var taken = false;
                for (var start = -400L; start <= 4_000; start++)
                {
                    var end = start + size;
                    if (start % hop != 0 || record.TimestampMs < start || record.TimestampMs >= end || end + scenario.Lateness <= watermark) continue;
                    expected[(start, record.Key)] = Tally.Add(expected.GetValueOrDefault((start, record.Key)), record.Value);
                    taken = true;
                }

                if (!taken) late.Add((record.Partition, record.Offset));
            }

            driver.Table.ToDictionary(pair => pair.Key, pair => pair.Value.Acc).ShouldBe(expected, ignoreOrder: true);
            driver.Table.Values.ShouldAllBe(result => result.Kind != ResultKind.Early);
            driver.Late.Keys.ShouldBe(late, ignoreOrder: true);
            if (!withLate) driver.Late.ShouldBeEmpty();
            if (size == hop) (driver.Table.Values.Sum(result => result.Acc.Count) + driver.Late.Count).ShouldBe(log.Count);
        });

    [TestCase(false)]
    [TestCase(true)]
    public void Sessions_AnyScenario_EqualSortingAndCuttingAtTheGaps(bool withLate) =>
        Check(withLate, scenario =>
        {
            var driver = scenario.Run(emit => new SessionAggregation<int, int, Tally>(
                TimeSpan.FromMilliseconds(Gap), TimeSpan.FromMilliseconds(scenario.Lateness), () => default, Tally.Add, Tally.Merge, emit));

            var log = scenario.Log();
            var accepted = log.Where(record => !driver.Late.ContainsKey((record.Partition, record.Offset)));
            driver.Table.ToDictionary(pair => pair.Key, pair => (pair.Value.Window.EndMs, pair.Value.Acc)).ShouldBe(Cut(accepted), ignoreOrder: true);
            driver.Table.Values.ShouldAllBe(result => result.Kind != ResultKind.Early);
            (driver.Table.Values.Sum(result => result.Acc.Count) + driver.Late.Count).ShouldBe(log.Count);
            if (!withLate) driver.Late.ShouldBeEmpty();
            foreach (var (record, watermark) in log.Zip(StreamScenario.WatermarksBefore(log)))
                if (driver.Late.ContainsKey((record.Partition, record.Offset)))
                    (record.TimestampMs + scenario.Lateness).ShouldBeLessThan(watermark, "a record within the lateness was refused");
        });

    private static Dictionary<(long, int), (long, Tally)> Cut(IEnumerable<PartitionRecord<int, int>> records)
    {
        var sessions = new Dictionary<(long, int), (long, Tally)>();
        foreach (var ofKey in records.GroupBy(record => record.Key))
        {
            var sorted = ofKey.OrderBy(record => record.TimestampMs).ToList();
            for (var first = 0; first < sorted.Count;)
            {
                var next = first + 1;
                while (next < sorted.Count && sorted[next].TimestampMs - sorted[next - 1].TimestampMs < Gap) next++;
                var members = sorted[first..next];
                var tally = new Tally(members.Count, members.Sum(record => record.Value));
                sessions[(members[0].TimestampMs, ofKey.Key)] = (members[^1].TimestampMs + Gap, tally);
                first = next;
            }
        }

        return sessions;
    }

    private static void Check(bool withLate, Action<StreamScenario> property) =>
        Prop.ForAll(StreamScenario.Generate(withLate), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
