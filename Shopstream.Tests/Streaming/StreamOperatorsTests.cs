using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Streaming;

public sealed class StreamOperatorsTests
{
    private static readonly TumblingWindow Ten = new(TimeSpan.FromMilliseconds(10));
    private readonly List<string> _seen = [];
    private readonly List<long> _late = [];

    [SetUp]
    public void Clear()
    {
        _seen.Clear();
        _late.Clear();
    }

    [Test]
    public void AssignTimestampsAndWatermarks_BoundedInput_EndsWithTheLargestWatermark()
    {
        var elements = new long[] { 10, 5, 20 }.ToObservable().AssignTimestampsAndWatermarks(time => time, TimeSpan.FromMilliseconds(3));
        elements.Select(element => element.ToString()).ToEnumerable().ShouldBe(
            ["10 @ 10", "Watermark 7", "5 @ 5", "20 @ 20", "Watermark 17", $"Watermark {long.MaxValue}"]);
    }

    [Test]
    public void WindowAggregate_OutOfOrderAndLate_GivesFinalResultsAndLateOutput()
    {
        var lateEnded = false;
        using var late = new Subject<StreamElement<long>>();
        using var _ = late.Subscribe(element => _late.Add(element.Value), () => lateEnded = true);
        new long[] { 1, 12, 4, 26, 13, 5 }.ToObservable()
            .AssignTimestampsAndWatermarks(time => time, TimeSpan.FromMilliseconds(5))
            .WindowAggregate(_ => "all", Ten, TimeSpan.FromMilliseconds(5), () => 0, (count, _) => count + 1, late)
            .Subscribe(See);
        _seen.ShouldBe(["[0, 10) all 2 Final", "[10, 20) all 1 Final", "[10, 20) all 2 Update", "[20, 30) all 1 Final"]);
        _late.ShouldBe([5]);
        lateEnded.ShouldBeTrue();
    }

    [Test]
    public void WithTicks_OnAVirtualClock_AsksForEarlyResultsEachPeriod()
    {
        var clock = new HistoricalScheduler();
        using var source = new Subject<StreamElement<string>>();
        using var late = new Subject<StreamElement<string>>();
        using var _ = source.WithTicks(TimeSpan.FromSeconds(1), clock)
            .WindowAggregate(key => key, Ten, TimeSpan.Zero, () => 0, (count, _) => count + 1, late).Subscribe(See, () => _seen.Add("end"));
        source.OnNext(StreamElement.Record("a", 3));
        clock.AdvanceBy(TimeSpan.FromMilliseconds(999));
        _seen.ShouldBeEmpty();
        clock.AdvanceBy(TimeSpan.FromMilliseconds(1));
        _seen.ShouldBe(["[0, 10) a 1 Early"]);
        clock.AdvanceBy(TimeSpan.FromSeconds(5));
        _seen.Count.ShouldBe(1, "nothing changed");
        source.OnNext(StreamElement.Record("a", 4));
        clock.AdvanceBy(TimeSpan.FromSeconds(1));
        _seen[^1].ShouldBe("[0, 10) a 2 Early");
        source.OnCompleted();
        _seen[^1].ShouldBe("end");
        source.HasObservers.ShouldBeFalse();
        clock.AdvanceBy(TimeSpan.FromSeconds(5));
        _seen.Count.ShouldBe(3);
    }

    [Test]
    public void AssignTimestampsAndWatermarks_SilentPartition_BecomesIdleAndWakesAgain()
    {
        var clock = new HistoricalScheduler();
        using var source = new Subject<(string Partition, long Time)>();
        using var _ = source.AssignTimestampsAndWatermarks(e => e.Time, e => e.Partition, TimeSpan.Zero, TimeSpan.FromSeconds(10), clock)
            .Where(element => element.Kind == StreamElementKind.Watermark).Subscribe(element => _seen.Add($"{element.TimestampMs}"));
        source.OnNext(("a", 100));
        source.OnNext(("b", 50));
        _seen.ShouldBe(["100"]);
        source.OnNext(("a", 300));
        clock.AdvanceBy(TimeSpan.FromSeconds(6));
        source.OnNext(("a", 400));
        _seen.ShouldBe(["100"], "b stands at 50");
        clock.AdvanceBy(TimeSpan.FromSeconds(6));
        _seen.ShouldBe(["100", "400"]);
        clock.AdvanceBy(TimeSpan.FromSeconds(60));
        source.OnNext(("b", 60));
        source.OnNext(("a", 500));
        _seen.ShouldBe(["100", "400"], "b is back and stands at 60");
        source.OnNext(("b", 450));
        _seen.ShouldBe(["100", "400", "450"]);
    }

    [Test]
    public void Operators_SourceFails_ForwardTheError()
    {
        var errors = new List<string>();
        using var source = new Subject<long>();
        using var late = new Subject<StreamElement<long>>();
        using var lateErrors = late.Subscribe(_ => { }, error => errors.Add("late " + error.Message));
        using var _ = source.AssignTimestampsAndWatermarks(time => time, TimeSpan.Zero).WithTicks(TimeSpan.FromSeconds(1), new HistoricalScheduler())
            .WindowAggregate(_ => 1, Ten, TimeSpan.Zero, () => 0, (count, _) => count + 1, late)
            .Subscribe(result => errors.Add(result.ToString()), error => errors.Add(error.Message));
        source.OnNext(5);
        source.OnError(new InvalidOperationException("broken source"));
        errors.ShouldBe(["late broken source", "broken source"], "an error ends no window");
    }

    [TestCase("time")]
    [TestCase("key")]
    [TestCase("add")]
    public void Operators_GivenFunctionThrows_EndTheStreamWithItsError(string place)
    {
        var errors = new List<string>();
        using var source = new Subject<long>();
        using var late = new Subject<StreamElement<long>>();
        using var lateErrors = late.Subscribe(_ => { }, _ => { });
        using var _ = source.AssignTimestampsAndWatermarks(time => Check("time", time), TimeSpan.Zero)
            .WindowAggregate(time => Check("key", time), Ten, TimeSpan.Zero, () => 0L, (_, time) => Check("add", time), late)
            .Subscribe(_ => { }, error => errors.Add(error.Message));
        source.OnNext(5);
        errors.ShouldBeEmpty();
        source.OnNext(7);
        errors.ShouldBe([place]);
        source.HasObservers.ShouldBeFalse();

        long Check(string at, long time) => at == place && time == 7 ? throw new InvalidOperationException(place) : time;
    }

    [Test]
    public void WindowAggregate_ObserverThrows_IsNotTurnedIntoAnErrorOfTheStream()
    {
        using var source = new Subject<StreamElement<string>>();
        using var late = new Subject<StreamElement<string>>();
        using var _ = source.WindowAggregate(key => key, Ten, TimeSpan.Zero, () => 0, (count, _) => count + 1, late)
            .Subscribe(_ => throw new InvalidOperationException("observer"), _ => Assert.Fail("no error of the stream"));
        source.OnNext(StreamElement.Record("a", 3));
        Should.Throw<InvalidOperationException>(() => source.OnNext(StreamElement.Watermark<string>(10))).Message.ShouldBe("observer");
    }

    [Test]
    public void SessionAggregate_TwoBursts_GivesTwoSessions()
    {
        using var late = new Subject<StreamElement<long>>();
        new long[] { 1, 7, 3, 40, 45 }.ToObservable()
            .AssignTimestampsAndWatermarks(time => time, TimeSpan.FromMilliseconds(5))
            .SessionAggregate(_ => "u", TimeSpan.FromMilliseconds(10), TimeSpan.Zero, () => 0, (count, _) => count + 1, (a, b) => a + b, late)
            .Subscribe(See);
        _seen.ShouldBe(["[1, 17) u 3 Final", "[40, 55) u 2 Final"]);
    }

    [Test]
    public void AggregateWith_RestoredAggregation_GoesOnWhereTheFirstStopped()
    {
        using var late = new Subject<StreamElement<string>>();
        WindowedAggregation<string, string, int>? running = null;
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var first = new[] { StreamElement.Record("a", 3), StreamElement.Record("a", 4) };
        first.ToObservable().AggregateWith<string, string, int>(key => key, Create, late).Subscribe(See);
        var writer = new StateWriter();
        running!.Snapshot(writer);
        writer.ApplyTo(slots);
        _seen.ShouldBeEmpty();

        using var lateAgain = new Subject<StreamElement<string>>();
        var second = new[] { StreamElement.Record("a", 5), StreamElement.Watermark<string>(10) };
        second.ToObservable().AggregateWith<string, string, int>(key => key, Create, lateAgain).Subscribe(See);
        _seen.ShouldBe(["[0, 10) a 3 Final"]);

        IKeyedAggregation<string, string, int> Create(Action<WindowResult<string, int>> emit)
        {
            running = new(Ten, TimeSpan.Zero, () => 0, (count, _) => count + 1, emit);
            running.Restore(new(slots));
            return running;
        }
    }

    [Test]
    public void Value_OfAWatermark_Throws() =>
        Should.Throw<InvalidOperationException>(() => StreamElement.Watermark<string>(1).Value);

    private void See<TKey>(WindowResult<TKey, int> result)
        where TKey : notnull => _seen.Add($"{result.Window} {result.Key} {result.Acc} {result.Kind}");
}
