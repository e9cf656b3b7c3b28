namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Whose session it is.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The sender's session id; empty when inactivity alone cuts the sessions.</param>
internal readonly record struct SessionKey(string UserId, string SessionId)
{
    /// <summary>Whether the sender named the session.</summary>
    public bool IsIdentified => SessionId.Length > 0;
}
