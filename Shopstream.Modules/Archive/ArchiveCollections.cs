using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Archive;

/// <summary>The archive's collections, indexed for what batch jobs ask: by user and time, and by time.</summary>
public static class ArchiveCollections
{
    /// <summary>Valid session documents, with <c>startMs</c> and the <see cref="FlatView"/> as <c>flat</c>.</summary>
    public static readonly CollectionDefinition Sessions = new("sessions",
        [new("userId", IsInteger: false), new("startMs", IsInteger: true)],
        [["userId", "startMs"], ["startMs"]]);

    /// <summary>Raw interactions, with <c>userId</c> and <c>timeMs</c> beside the sender's fields.</summary>
    public static readonly CollectionDefinition Interactions = new("interactions",
        [new("userId", IsInteger: false), new("timeMs", IsInteger: true)],
        [["userId", "timeMs"], ["timeMs"]]);
}
