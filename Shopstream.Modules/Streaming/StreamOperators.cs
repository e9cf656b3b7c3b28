using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Shopstream.Modules.Streaming;

/// <summary>
/// Event time over <see cref="IObservable{T}"/>. State lives per subscription. An error of the source, or of a function given
/// here, ends the stream with that error; nothing blocks and nothing is lost silently.
/// </summary>
public static class StreamOperators
{
    /// <summary>
    /// Gives each value its event time, followed by a watermark whenever it rose. A source that completes is at its end, so
    /// the last watermark is <see cref="long.MaxValue"/>; to stop without ending, dispose of the subscription.
    /// </summary>
    /// <param name="source">Values of one partition.</param>
    /// <param name="timestampMs">Event time of a value.</param>
    /// <param name="outOfOrderness">How much a value may lag behind the largest event time.</param>
    public static IObservable<StreamElement<T>> AssignTimestampsAndWatermarks<T>(
        this IObservable<T> source, Func<T, long> timestampMs, TimeSpan outOfOrderness) =>
        Observable.Create<StreamElement<T>>(observer =>
        {
            var tracker = new WatermarkTracker(outOfOrderness);
            return source.Subscribe(new TimestampSink<T>(observer, timestampMs, (_, time) => tracker.Observe(time)));
        });

    /// <summary>
    /// The same for values of several partitions: the watermark is that of the slowest. A partition without values for
    /// <paramref name="idleAfter"/> on the scheduler's clock (found within half of that again) holds the others back no longer.
    /// </summary>
    /// <param name="source">Values of all partitions.</param>
    /// <param name="timestampMs">Event time of a value.</param>
    /// <param name="partitionOf">Partition of a value.</param>
    /// <param name="outOfOrderness">How much a value may lag behind the largest event time of its partition.</param>
    /// <param name="idleAfter">Silence that makes a partition idle; above zero.</param>
    /// <param name="scheduler">Clock and timer.</param>
    public static IObservable<StreamElement<T>> AssignTimestampsAndWatermarks<T>(
        this IObservable<T> source, Func<T, long> timestampMs, Func<T, string> partitionOf, TimeSpan outOfOrderness,
        TimeSpan idleAfter, IScheduler scheduler) =>
        Observable.Create<StreamElement<T>>(observer =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(idleAfter, TimeSpan.Zero);
            var partitions = new IdlePartitions(new PartitionWatermarks(outOfOrderness), idleAfter, scheduler);
            var sink = new TimestampSink<T>(observer, timestampMs, (value, time) => partitions.Observe(partitionOf(value), time));
            // Timer and source share one gate, so that the sink sees them one after the other.
            var gate = new object();
            var sweep = Observable.Interval(idleAfter / 2, scheduler).Synchronize(gate).Subscribe(_ => sink.Announce(partitions.Sweep()));
            return StableCompositeDisposable.Create(sweep, source.Synchronize(gate).Subscribe(sink));
        });

    /// <summary>Adds a tick each period, so that aggregations hand out early results.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="period">Distance of the ticks on the scheduler's clock; above zero.</param>
    /// <param name="scheduler">Clock and timer.</param>
    public static IObservable<StreamElement<T>> WithTicks<T>(this IObservable<StreamElement<T>> source, TimeSpan period, IScheduler scheduler) =>
        Observable.Create<StreamElement<T>>(observer =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
            var gated = Observer.Synchronize(observer);
            var ticks = Observable.Interval(period, scheduler).Subscribe(_ => gated.OnNext(StreamElement.Tick<T>()));
            return StableCompositeDisposable.Create(ticks, source.Subscribe(gated));
        });

    /// <summary>Aggregates records per key and window.</summary>
    /// <param name="source">Records, watermarks and ticks.</param>
    /// <param name="keySelector">Key of a record.</param>
    /// <param name="assigner">Which windows a record belongs to.</param>
    /// <param name="lateness">How long after its end a window still takes records.</param>
    /// <param name="zero">A new accumulator.</param>
    /// <param name="add">The accumulator with a record added.</param>
    /// <param name="lateOutput">Takes the records that are too late for every window, and the end of the stream.</param>
    public static IObservable<WindowResult<TKey, TAcc>> WindowAggregate<T, TKey, TAcc>(
        this IObservable<StreamElement<T>> source, Func<T, TKey> keySelector, WindowAssigner assigner, TimeSpan lateness,
        Func<TAcc> zero, Func<TAcc, T, TAcc> add, IObserver<StreamElement<T>> lateOutput)
        where TKey : notnull =>
        source.AggregateWith<T, TKey, TAcc>(
            keySelector, emit => new WindowedAggregation<TKey, T, TAcc>(assigner, lateness, zero, add, emit), lateOutput);

    /// <summary>Aggregates records per key and session.</summary>
    /// <param name="source">Records, watermarks and ticks.</param>
    /// <param name="keySelector">Key of a record.</param>
    /// <param name="gap">Pause that separates two sessions.</param>
    /// <param name="lateness">How long after its end a session still takes records.</param>
    /// <param name="zero">A new accumulator.</param>
    /// <param name="add">The accumulator with a record added.</param>
    /// <param name="merge">One accumulator from those of an earlier and a later session.</param>
    /// <param name="lateOutput">Takes the records that are too late, and the end of the stream.</param>
    /// <param name="gapOf">Gap of a key, when keys differ.</param>
    public static IObservable<WindowResult<TKey, TAcc>> SessionAggregate<T, TKey, TAcc>(
        this IObservable<StreamElement<T>> source, Func<T, TKey> keySelector, TimeSpan gap, TimeSpan lateness,
        Func<TAcc> zero, Func<TAcc, T, TAcc> add, Func<TAcc, TAcc, TAcc> merge, IObserver<StreamElement<T>> lateOutput,
        Func<TKey, TimeSpan>? gapOf = null)
        where TKey : notnull =>
        source.AggregateWith<T, TKey, TAcc>(
            keySelector, emit => new SessionAggregation<TKey, T, TAcc>(gap, lateness, zero, add, merge, emit, gapOf), lateOutput);

    /// <summary>Runs any aggregation; whoever makes it can restore it before, and take snapshots of it between elements.</summary>
    /// <param name="source">Records, watermarks and ticks.</param>
    /// <param name="keySelector">Key of a record.</param>
    /// <param name="create">Makes the aggregation of a subscription, given where its results go.</param>
    /// <param name="lateOutput">Takes the records that are too late, and the end of the stream.</param>
    public static IObservable<WindowResult<TKey, TAcc>> AggregateWith<T, TKey, TAcc>(
        this IObservable<StreamElement<T>> source, Func<T, TKey> keySelector,
        Func<Action<WindowResult<TKey, TAcc>>, IKeyedAggregation<TKey, T, TAcc>> create, IObserver<StreamElement<T>> lateOutput)
        where TKey : notnull =>
        Observable.Create<WindowResult<TKey, TAcc>>(observer =>
            source.Subscribe(new AggregationSink<T, TKey, TAcc>(observer, keySelector, create, lateOutput)));
}
