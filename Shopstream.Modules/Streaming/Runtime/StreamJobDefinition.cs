using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>A job: which topics it reads as which consumer group, and what it does with each partition.</summary>
/// <param name="Group">Consumer group; also the name of its checkpoints.</param>
/// <param name="Topics">Input topics.</param>
/// <param name="CreateProcessor">Makes the processor of a partition.</param>
public sealed record StreamJobDefinition(
    string Group, IReadOnlyList<string> Topics, Func<TopicPartition, IPartitionProcessor> CreateProcessor)
{
    /// <summary>Topics the job writes; created before it starts.</summary>
    public IReadOnlyList<string> OutputTopics { get; init; } = [];

    /// <summary>
    /// Output topics that must have as many partitions as the input, since the sequences of forwarded records rise within one
    /// input partition only.
    /// </summary>
    public IReadOnlyList<string> CopartitionedTopics { get; init; } = [];

    /// <summary>Runs once before the first partition is taken, to create collections and indices.</summary>
    public Func<CancellationToken, ValueTask> PrepareAsync { get; init; } = _ => ValueTask.CompletedTask;
}
