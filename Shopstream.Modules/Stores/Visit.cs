namespace Shopstream.Modules.Stores;

/// <summary>One session as the checks see it.</summary>
/// <param name="Offset">
/// Position of its record in the partition, 0 or more. A visit is recognised by session and offset together: the same session at
/// the same offset is a replay, at another offset a repeat.
/// </param>
/// <param name="SessionId">Recognises repeats.</param>
/// <param name="UserId">Visitor.</param>
/// <param name="IsValid">Whether the visitor counts; an invalid session only has its id remembered.</param>
public readonly record struct Visit(long Offset, string SessionId, string UserId, bool IsValid);

/// <summary>What the sketches say to a <see cref="Visit"/>.</summary>
/// <param name="IsDuplicate">The session id was processed before, at another offset; nothing was counted.</param>
/// <param name="IsReturning">The filter had (probably) seen the user before this session.</param>
/// <param name="SessionCount">Valid sessions of the user, this one included; 0 when nothing was counted.</param>
public readonly record struct VisitAnswer(bool IsDuplicate, bool IsReturning, long SessionCount);
