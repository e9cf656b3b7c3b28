using Shopstream.Modules.Events;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>Feedback whose answer is not known yet.</summary>
/// <param name="Interaction">The feedback.</param>
/// <param name="Offset">Where it stands in its partition.</param>
/// <param name="SinceMs">When it began to wait, milliseconds since 1970.</param>
internal sealed record WaitingFeedback(Interaction Interaction, long Offset, long SinceMs);

/// <summary>Feedback that waits for its answer, oldest first; asked for again after twice the time each time.</summary>
/// <param name="capacity">At most so many.</param>
/// <param name="patience">How long each waits.</param>
internal sealed class WaitingList(int capacity, TimeSpan patience)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly LinkedList<WaitingFeedback> _waiting = new();
    private readonly Dictionary<WaitingFeedback, long> _askAgainAt = [];

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds one.</summary>
    /// <returns>The oldest, when it has to give way.</returns>
    public WaitingFeedback? Add(WaitingFeedback feedback)
    {
        _waiting.AddLast(feedback);
        if (_waiting.Count <= capacity) return null;
        var oldest = _waiting.First!.Value;
        Remove(oldest);
        return oldest;
    }

    /// <summary>Those whose answer should be asked for now.</summary>
    public List<WaitingFeedback> Due(DateTimeOffset now, int most) =>
        [.. _waiting.Where(w => _askAgainAt.GetValueOrDefault(w) <= now.ToUnixTimeMilliseconds()).Take(most)];

    /// <summary>Its answer is still not there.</summary>
    /// <returns>False when it has waited long enough; it is removed then.</returns>
    public bool Postpone(WaitingFeedback feedback, DateTimeOffset now)
    {
        var waited = now.ToUnixTimeMilliseconds() - feedback.SinceMs;
        if (waited < patience.TotalMilliseconds)
        {
            _askAgainAt[feedback] = feedback.SinceMs + waited + (long)Math.Clamp(waited, 100, LongestPause.TotalMilliseconds);
            return true;
        }

        Remove(feedback);
        return false;
    }

    /// <summary>Removes one.</summary>
    public void Remove(WaitingFeedback feedback)
    {
        _waiting.Remove(feedback);
        _askAgainAt.Remove(feedback);
    }

    /// <summary>All, oldest first.</summary>
    public List<WaitingFeedback> All() => [.. _waiting];
}
