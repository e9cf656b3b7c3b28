namespace Shopstream.Modules.Bus.Embedded;

/// <summary>
/// Shares the partitions of a group's topics among its members in this process, round robin in order of joining. A partition
/// moves in two steps: its owner gives it up between reads, then the new owner takes it. Thread-safe.
/// </summary>
internal sealed class GroupCoordinator
{
    private readonly Lock _lock = new();
    private readonly List<object> _members = [];
    private readonly Dictionary<object, (IReadOnlyList<TopicPartition> Wanted, Action Wake)> _membership = [];
    private readonly Dictionary<TopicPartition, object> _target = [];
    private readonly Dictionary<TopicPartition, object> _owner = [];

    public void Join(object member, IReadOnlyList<TopicPartition> partitions, Action wake)
    {
        lock (_lock)
        {
            _members.Add(member);
            _membership[member] = (partitions, wake);
            Rebalance();
        }
    }

    public void Leave(object member)
    {
        lock (_lock)
        {
            _members.Remove(member);
            _membership.Remove(member);
            foreach (var partition in _owner.Where(o => o.Value == member).Select(o => o.Key).ToList()) _owner.Remove(partition);
            Rebalance();
        }
    }

    /// <summary>Partitions the member owns and is to give up.</summary>
    public IReadOnlyList<TopicPartition> ToRevoke(object member)
    {
        lock (_lock) return [.. _owner.Where(o => o.Value == member && _target.GetValueOrDefault(o.Key) != member).Select(o => o.Key)];
    }

    public void Release(object member, TopicPartition partition)
    {
        lock (_lock)
        {
            if (_owner.GetValueOrDefault(partition) == member) _owner.Remove(partition);
            WakeAll();
        }
    }

    /// <summary>Takes the partitions that are meant for the member and free.</summary>
    public IReadOnlyList<TopicPartition> Take(object member)
    {
        lock (_lock)
        {
            var free = _target.Where(t => t.Value == member && !_owner.ContainsKey(t.Key)).Select(t => t.Key)
                .OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition).ToList();
            foreach (var partition in free) _owner[partition] = member;
            return free;
        }
    }

    private void Rebalance()
    {
        _target.Clear();
        var wanted = _membership.Values.SelectMany(m => m.Wanted).Distinct().OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition);
        var turn = 0;
        foreach (var partition in wanted)
        {
            var candidates = _members.Where(m => _membership[m].Wanted.Contains(partition)).ToList();
            _target[partition] = candidates[turn++ % candidates.Count];
        }

        WakeAll();
    }

    private void WakeAll()
    {
        foreach (var (_, wake) in _membership.Values) wake();
    }
}
