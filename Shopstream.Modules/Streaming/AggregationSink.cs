namespace Shopstream.Modules.Streaming;

/// <summary>Feeds an aggregation from a stream, its results to one observer and late records to another.</summary>
internal sealed class AggregationSink<T, TKey, TAcc> : IObserver<StreamElement<T>>
    where TKey : notnull
{
    private readonly IObserver<WindowResult<TKey, TAcc>> _observer;
    private readonly IObserver<StreamElement<T>> _lateOutput;
    private readonly Func<T, TKey> _keySelector;
    private readonly IKeyedAggregation<TKey, T, TAcc> _aggregation;
    private bool _isInObserver;
    private bool _isStopped;

    public AggregationSink(
        IObserver<WindowResult<TKey, TAcc>> observer, Func<T, TKey> keySelector,
        Func<Action<WindowResult<TKey, TAcc>>, IKeyedAggregation<TKey, T, TAcc>> create, IObserver<StreamElement<T>> lateOutput)
    {
        (_observer, _keySelector, _lateOutput) = (observer, keySelector, lateOutput);
        _aggregation = create(Emit);
    }

    /// <inheritdoc/>
    public void OnNext(StreamElement<T> element)
    {
        // A source that feeds synchronously from within Subscribe cannot be disposed of in time.
        if (_isStopped) return;
        var accepted = true;
        try
        {
            switch (element.Kind)
            {
                case StreamElementKind.Record:
                    accepted = _aggregation.Add(_keySelector(element.Value), element.TimestampMs, element.Value);
                    break;
                case StreamElementKind.Watermark:
                    _aggregation.AdvanceWatermark(element.TimestampMs);
                    break;
                case StreamElementKind.Tick:
                    _aggregation.EmitEarly();
                    break;
                default:
                    throw new InvalidOperationException($"expected a record, watermark or tick, found {element.Kind}");
            }
        }
        // What an observer throws belongs to whoever feeds the stream; only errors of the functions given to the operator become OnError.
        catch (Exception e) when (!_isInObserver)
        {
            OnError(e);
            return;
        }

        if (!accepted) _lateOutput.OnNext(element);
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        if (_isStopped) return;
        _isStopped = true;
        _lateOutput.OnError(error);
        _observer.OnError(error);
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        if (_isStopped) return;
        _isStopped = true;
        _lateOutput.OnCompleted();
        _observer.OnCompleted();
    }

    private void Emit(WindowResult<TKey, TAcc> result)
    {
        _isInObserver = true;
        _observer.OnNext(result);
        _isInObserver = false;
    }
}
