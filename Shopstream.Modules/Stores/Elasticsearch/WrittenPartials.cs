namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// What was last written of the partials that are still written, so that only changed rows are sent. What is being written is
/// taken out and comes back only when all of it was, so that nothing is believed of a write that failed. Bounded: what was not
/// written for longest goes first. Thread-safe.
/// </summary>
/// <param name="capacity">Rows held at most.</param>
/// <param name="time">Clock.</param>
internal sealed class WrittenPartials(int capacity, TimeProvider time)
{
    // A partial costs something beside its rows.
    private const int Overhead = 4;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<PartialId, LinkedListNode<WrittenRows>> _partials = [];
    private readonly LinkedList<WrittenRows> _byAge = new();
    private long _rows;
    private int _generation;

    /// <value>Rows held, with what their partials cost.</value>
    public long Rows
    {
        get
        {
            lock (_gate) return _rows;
        }
    }

    /// <summary>Takes out what is known of a partial that is about to be written.</summary>
    public WrittenRows Take(WindowPartial partial)
    {
        var id = PartialId.Of(partial);
        lock (_gate)
        {
            var rows = _partials.TryGetValue(id, out var node) ? Remove(node) : new WrittenRows { Id = id, Generation = _generation };
            rows.BeginTenure(partial.Tenure);
            return rows;
        }
    }

    /// <summary>All of it was written.</summary>
    public void Put(WrittenRows rows)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            while (_byAge.First is { } oldest && (time.GetElapsedTime(oldest.Value.WrittenAt, now) > KeptFor)) Remove(oldest);
            if (rows.Generation != _generation || rows.Count + Overhead > capacity) return;
            if (_partials.TryGetValue(rows.Id, out var other)) Remove(other);
            rows.WrittenAt = now;
            _partials[rows.Id] = _byAge.AddLast(rows);
            _rows += rows.Count + Overhead;
            while (_rows > capacity) Remove(_byAge.First!);
        }
    }

    /// <summary>Nothing is known any more, of what is being written neither.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _generation++;
            _partials.Clear();
            _byAge.Clear();
            _rows = 0;
        }
    }

    private WrittenRows Remove(LinkedListNode<WrittenRows> node)
    {
        _byAge.Remove(node);
        _partials.Remove(node.Value.Id);
        _rows -= node.Value.Count + Overhead;
        return node.Value;
    }
}
