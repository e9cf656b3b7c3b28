namespace Shopstream.Modules.Stores;

/// <summary>One session as the checks see it.</summary>
/// <param name="SessionId">Recognises repeats.</param>
/// <param name="UserId">Visitor.</param>
/// <param name="IsValid">Whether the visitor counts; an invalid session only has its id remembered.</param>
public readonly record struct Visit(string SessionId, string UserId, bool IsValid);

/// <summary>What the sketches say to a <see cref="Visit"/>.</summary>
/// <param name="IsDuplicate">The session id was processed before; nothing was counted.</param>
/// <param name="IsReturning">The filter had (probably) seen the user before this session.</param>
/// <param name="SessionCount">Valid sessions of the user, this one included; 0 when nothing was counted.</param>
public readonly record struct VisitAnswer(bool IsDuplicate, bool IsReturning, long SessionCount);
