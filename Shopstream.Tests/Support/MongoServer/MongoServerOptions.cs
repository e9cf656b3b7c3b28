namespace Shopstream.Tests.Support.Mongo;

/// <summary>What kind of server a test wants.</summary>
internal sealed record MongoServerOptions
{
    public const string ReplicaSetName = "rs0";

    /// <summary>Whether it is the primary of a replica set, where the driver sends a lost write again by itself.</summary>
    public bool IsReplicaSet { get; init; }

    /// <summary>Decides in which order unordered writes are done.</summary>
    public int Seed { get; init; } = 1;
}
