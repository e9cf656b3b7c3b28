using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Names of the keys of one partition. They share the hash tag <c>{partition}</c>, so that a cluster keeps them on one node and a
/// script can use them together.
/// </summary>
internal sealed class PartitionKeys(string prefix, string partition)
{
    /// <summary>Set of all partitions that have keys.</summary>
    public static RedisKey Partitions(string prefix) => $"{prefix}sketch_partitions";

    /// <summary>Hash: which state this is, offset of the last visit in it, and the sizes that the other keys must have.</summary>
    public RedisKey State { get; } = $"{prefix}sketch_state:{{{partition}}}";

    /// <summary>Filter of the users seen.</summary>
    public RedisKey BloomFilter { get; } = $"{prefix}users_bloomfilter:{{{partition}}}";

    /// <summary>Sketch of the distinct users.</summary>
    public RedisKey HyperLogLog { get; } = $"{prefix}distinct_users_hyperloglog:{{{partition}}}";

    /// <summary>Hash from user to number of valid sessions.</summary>
    public RedisKey Counts { get; } = $"{prefix}user_session_counts:{{{partition}}}";

    /// <summary>Every key, in the order in which the scripts take them: the ids of even and of odd generations come last.</summary>
    public RedisKey[] All => [State, BloomFilter, HyperLogLog, Counts, $"{prefix}session_ids:{{{partition}}}:0", $"{prefix}session_ids:{{{partition}}}:1"];
}
