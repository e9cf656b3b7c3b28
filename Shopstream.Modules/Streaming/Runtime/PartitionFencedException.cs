using Shopstream.Modules.Bus;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>This host works on a partition whose checkpoint another host has replaced: it has lost the partition.</summary>
public sealed class PartitionFencedException(string group, TopicPartition partition, long version)
    : Exception($"{group} on {partition}: expected checkpoint version {version}, found that another host has written since; its work goes on there.");
