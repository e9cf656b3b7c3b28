using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>A session that was taken in.</summary>
/// <param name="Offset">Where.</param>
/// <param name="Session">Its id.</param>
/// <param name="User">Its user; null when the session was invalid.</param>
/// <param name="IsReturning">What was answered.</param>
/// <param name="SessionCount">What was answered: all valid sessions of the user up to this one.</param>
internal readonly record struct JournalEntry(long Offset, ItemHash Session, string? User, bool IsReturning, long SessionCount)
{
    /// <summary>The answer as the scripts write it.</summary>
    public uint Answer => ((uint)SessionCount << 2) | (IsReturning ? 2u : 0);
}
