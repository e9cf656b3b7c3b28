namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>A visitor in memory: the parts of the profile and the view that was made of them. Thread-safe.</summary>
internal sealed class Visitor
{
    private readonly Lock _lock = new();
    private readonly Slot[] _slots = [new(), new()];
    private VisitorProfile? _profile;

    /// <summary>When it was used last, a timestamp of the clock.</summary>
    public long TouchedAt { get; private set; }

    /// <summary>Whether a part has changes that are not written.</summary>
    public bool IsChanged
    {
        get
        {
            lock (_lock) return _slots[0].IsChanged || _slots[1].IsChanged;
        }
    }

    /// <summary>Whether the part of a topic has to be read from the store.</summary>
    /// <param name="topic">Place of the topic.</param>
    /// <param name="isOwned">Whether this host reads the partition: then nobody else writes the part.</param>
    /// <param name="time">The clock.</param>
    /// <param name="refresh">Age from which a part that somebody else writes is read again.</param>
    public bool Needs(int topic, bool isOwned, TimeProvider time, TimeSpan refresh)
    {
        lock (_lock)
        {
            var slot = _slots[topic];
            if (!slot.IsLoaded) return true;
            return !(isOwned && slot.IsOwned) && !slot.IsChanged && time.GetElapsedTime(slot.LoadedAt) >= refresh;
        }
    }

    /// <summary>Whether the part of a topic that this host writes is in memory.</summary>
    public bool Has(int topic)
    {
        lock (_lock) return _slots[topic].IsLoaded && _slots[topic].IsOwned;
    }

    /// <summary>Takes what the store has; not over changes that it does not have yet.</summary>
    public void Loaded(int topic, ProfilePart? part, bool isOwned, long now)
    {
        lock (_lock)
        {
            if (_slots[topic].IsChanged) return;
            _slots[topic] = new Slot { Part = part, IsLoaded = true, IsOwned = isOwned, LoadedAt = now };
            (_profile, TouchedAt) = (null, now);
        }
    }

    /// <summary>Forgets the part of a topic, unless it has changes or they are to be given up.</summary>
    public void Drop(int topic, bool evenChanged = false)
    {
        lock (_lock)
        {
            if (_slots[topic].IsChanged && !evenChanged) return;
            _slots[topic] = new Slot();
            _profile = null;
        }
    }

    /// <summary>Changes the part of a topic, which becomes new when there was none.</summary>
    /// <returns>Whether it was changed: not when <paramref name="change"/> says so.</returns>
    public bool Change(int topic, string userId, long now, Func<ProfilePart, bool> change)
    {
        lock (_lock)
        {
            var slot = _slots[topic];
            slot.Part ??= new ProfilePart { UserId = userId };
            (slot.IsLoaded, slot.IsOwned) = (true, true);
            if (!change(slot.Part)) return false;
            slot.IsChanged = true;
            (_profile, TouchedAt) = (null, now);
            return true;
        }
    }

    /// <summary>The document of a part with changes, which count as written from now on; null when there are none.</summary>
    public Stores.Document? TakeChanged(int topic)
    {
        lock (_lock)
        {
            var slot = _slots[topic];
            if (!slot.IsChanged || slot.Part is null) return null;
            slot.IsChanged = false;
            return VisitorProfiles.DocumentOf(topic, slot.Part);
        }
    }

    /// <summary>The parts put together.</summary>
    public VisitorProfile Profile(Catalogue.ProductCatalogue catalogue, PreferenceOptions preferences, long now)
    {
        lock (_lock)
        {
            TouchedAt = now;
            return _profile ??= VisitorProfile.Of([.. _slots.Where(s => s.Part is { LastMs: > 0 }).Select(s => s.Part!)], catalogue, preferences);
        }
    }

    /// <summary>Copies of the parts.</summary>
    public IReadOnlyList<ProfilePart> Parts()
    {
        lock (_lock) return [.. _slots.Where(s => s.Part is { LastMs: > 0 }).Select(s => ProfilePart.Decode(s.Part!.Encode()))];
    }

    private sealed class Slot
    {
        public ProfilePart? Part { get; set; }

        public bool IsLoaded { get; set; }

        public bool IsOwned { get; set; }

        public bool IsChanged { get; set; }

        public long LoadedAt { get; init; }
    }
}
