using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>Log messages of the Kafka provider; event ids 1020 to 1049.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(1020, LogLevel.Debug, "{Client}: {Facility}: {Message}")]
    public static partial void ClientDetail(ILogger logger, string client, string facility, string message);

    [LoggerMessage(1021, LogLevel.Warning, "{Client}: {Facility}: {Message}")]
    public static partial void ClientWarning(ILogger logger, string client, string facility, string message);

    [LoggerMessage(1022, LogLevel.Warning, "The Kafka producer is replaced by a new one: {Reason}")]
    public static partial void ProducerReplaced(ILogger logger, string reason);

    [LoggerMessage(1023, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions, {Replicas} copies of each")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions, int replicas);

    [LoggerMessage(1024, LogLevel.Warning, "Group {Group} wanted {Partition} from offset {Wanted}, but Kafka goes on at the earlier {Found}: the partition was made anew or lost records")]
    public static partial void OffsetsWentBack(ILogger logger, string group, string partition, long wanted, long found);

    [LoggerMessage(1025, LogLevel.Debug, "Group {Group} could not commit offsets, and tries again: {Reason}")]
    public static partial void CommitPostponed(ILogger logger, string group, string reason);

    [LoggerMessage(1026, LogLevel.Warning, "Group {Group}: {Reason}; it goes on trying")]
    public static partial void ConsumeTrouble(ILogger logger, string group, string reason);

    [LoggerMessage(1027, LogLevel.Warning, "Group {Group} could not be left in order; its partitions move on after the session timeout")]
    public static partial void LeaveFailed(ILogger logger, string group, Exception exception);

    [LoggerMessage(1028, LogLevel.Warning, "A Kafka producer could not be closed in order")]
    public static partial void ProducerNotClosed(ILogger logger, Exception exception);
}
