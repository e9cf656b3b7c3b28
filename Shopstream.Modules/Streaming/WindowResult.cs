namespace Shopstream.Modules.Streaming;

/// <summary>
/// The result of one window and key. Window start and key identify it: each later result replaces the earlier ones, so
/// writing it under that id makes a replay harmless.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Key">The key.</param>
/// <param name="Acc">What was gathered; when it is a mutable object, read it before the call that handed it out returns.
/// For <see cref="ResultKind.Retracted"/> that of the session which took its place.</param>
/// <param name="Kind">How far it can still change.</param>
public readonly record struct WindowResult<TKey, TAcc>(TimeWindow Window, TKey Key, TAcc Acc, ResultKind Kind)
    where TKey : notnull;
