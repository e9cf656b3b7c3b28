using System.Security.Cryptography.X509Certificates;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>What kind of server a test wants.</summary>
internal sealed record MongoServerOptions
{
    public const string ReplicaSetName = "rs0";

    /// <summary>Whether it is the primary of a replica set, where the driver sends a lost write again by itself.</summary>
    public bool IsReplicaSet { get; init; }

    /// <summary>Who may use it; null for anybody.</summary>
    public (string Name, string Password)? User { get; init; }

    /// <summary>With it, connections are encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Decides in which order unordered writes are done.</summary>
    public int Seed { get; init; } = 1;
}
