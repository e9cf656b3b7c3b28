namespace Shopstream.Modules.StreamAnalytics;

/// <summary>What one interaction changed about sessions; counted in the window of that interaction.</summary>
/// <param name="Sessions">1 when it opened a session, -1 when it merged two into one.</param>
/// <param name="Orders">1 when it was the session's first purchase; less when two buying sessions became one.</param>
/// <param name="Carts">The same for the first addition to the cart.</param>
/// <param name="DurationMs">By how much the session became longer.</param>
internal readonly record struct SessionEffect(int Sessions, int Orders, int Carts, long DurationMs);
