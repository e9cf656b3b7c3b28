using System.Diagnostics.CodeAnalysis;

namespace Shopstream.Modules.Streaming;

/// <summary>What an event did to the sessions of its key.</summary>
/// <param name="Session">The session it now belongs to; null when it was too late.</param>
/// <param name="Absorbed">
/// Extent of a session that stood under another start before and is now part of <paramref name="Session"/>: one bridged to the
/// session before it, or the session itself when the event moved its start. What was reported under that start is void.
/// There is at most one.
/// </param>
public readonly record struct SessionChange<TKey, TAcc>(Session<TKey, TAcc>? Session, TimeWindow? Absorbed)
    where TKey : notnull
{
    /// <summary>Whether the event came too late and changed nothing.</summary>
    [MemberNotNullWhen(false, nameof(Session))]
    public bool IsLate => Session is null;
}
