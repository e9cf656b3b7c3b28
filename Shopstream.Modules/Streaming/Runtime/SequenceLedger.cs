using System.Text.Json;
using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// The last sequence applied of each producer in one input partition: a record that a producer wrote again (after its own
/// restart) is recognised and dropped. Producers not heard of for longest are forgotten beyond <see cref="Capacity"/>.
/// </summary>
public sealed class SequenceLedger
{
    /// <summary>Producers remembered.</summary>
    public const int Capacity = 10_000;

    private const string Slot = "producers";
    private readonly Dictionary<string, LinkedListNode<Entry>> _last = new(StringComparer.Ordinal);

    // The one not heard of for longest first.
    private readonly LinkedList<Entry> _order = [];
    private bool _changed;

    /// <summary>The records not applied before, in order; the same list when that is all of them.</summary>
    public IReadOnlyList<ConsumedRecord> Accept(IReadOnlyList<ConsumedRecord> records)
    {
        List<ConsumedRecord>? kept = null;
        string? producer = null;
        var last = long.MinValue;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            var isNew = true;
            if (record.ProducerId is not null)
            {
                if (!ReferenceEquals(record.ProducerId, producer) && record.ProducerId != producer)
                {
                    Remember(producer, last);
                    producer = record.ProducerId;
                    last = _last.TryGetValue(producer, out var known) ? known.Value.Sequence : long.MinValue;
                }

                isNew = record.Sequence > last;
                if (isNew) last = record.Sequence;
            }

            if (isNew) kept?.Add(record);
            else kept ??= [.. records.Take(i)];
        }

        Remember(producer, last);
        return kept ?? records;
    }

    /// <summary>Writes the ledger when it changed.</summary>
    public void Snapshot(StateWriter state)
    {
        if (!_changed) return;
        var last = _order.ToDictionary(e => e.Producer, e => e.Sequence, StringComparer.Ordinal);
        state.Put(Slot, JsonSerializer.SerializeToUtf8Bytes(last, RuntimeJsonContext.Default.DictionaryStringInt64));
        _changed = false;
    }

    /// <summary>Puts a ledger back.</summary>
    public void Restore(StateReader state)
    {
        _last.Clear();
        _order.Clear();
        if (!state.TryGet(Slot, out var bytes)) return;
        foreach (var (producer, last) in JsonSerializer.Deserialize(bytes.Span, RuntimeJsonContext.Default.DictionaryStringInt64)!)
            _last[producer] = _order.AddLast(new Entry(producer, last));
    }

    private void Remember(string? producer, long last)
    {
        if (producer is null) return;
        if (_last.TryGetValue(producer, out var entry))
        {
            _order.Remove(entry);
            entry.Value = new Entry(producer, last);
            _order.AddLast(entry);
        }
        else
        {
            if (_last.Count >= Capacity)
            {
                _last.Remove(_order.First!.Value.Producer);
                _order.RemoveFirst();
            }

            _last[producer] = _order.AddLast(new Entry(producer, last));
        }

        _changed = true;
    }

    private readonly record struct Entry(string Producer, long Sequence);
}
