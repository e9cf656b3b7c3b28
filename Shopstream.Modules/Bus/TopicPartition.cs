namespace Shopstream.Modules.Bus;

/// <summary>One partition of a topic.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Partition">0-based number.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}/{Partition}";
}
