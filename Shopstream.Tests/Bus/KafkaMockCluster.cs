using System.Runtime.InteropServices;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Shopstream.Tests.Bus;

/// <summary>
/// Three brokers simulated by librdkafka itself, on real sockets of this machine. It keeps about 5 MB a partition, knows no
/// request that creates topics, and answers a fetch without records only when its longest wait is over.
/// </summary>
internal sealed partial class KafkaMockCluster : IDisposable
{
    private const string Library = "librdkafka.so.1";
    private const int Producer = 0;
    private const int ErrorLength = 512;

    private readonly nint _client;
    private readonly nint _cluster;

    public KafkaMockCluster()
    {
        var error = new byte[ErrorLength];
        _client = New(Producer, ConfNew(), error, ErrorLength);
        if (_client == 0) throw new InvalidOperationException("no client for the mock cluster");
        _cluster = ClusterNew(_client, Brokers);
        BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
    }

    public const int Brokers = 3;

    public string BootstrapServers { get; }

    /// <summary>Ends the fixture as skipped where the library is not installed.</summary>
    public static void Require()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) Assert.Ignore("Needs the native library librdkafka (apt-get install librdkafka1), which is not installed here.");
    }

    /// <summary>Creates a topic as Kafka's own request would.</summary>
    public Task CreateAsync(TopicSpecification topic)
    {
        var code = TopicCreate(_cluster, topic.Name, topic.NumPartitions, topic.ReplicationFactor);
        return code == (int)ErrorCode.NoError
            ? Task.CompletedTask
            : throw new CreateTopicsException([new CreateTopicReport { Topic = topic.Name, Error = new Error((ErrorCode)code) }]);
    }

    /// <summary>Lets a topic be unknown. Without it the simulation makes every topic that is asked for, which brokers do not when told not to.</summary>
    public void Deny(string topic) => TopicSetError(_cluster, topic, (int)ErrorCode.UnknownTopicOrPart);

    public void BrokerDown(int id) => Check(SetDown(_cluster, id));

    public void BrokerUp(int id) => Check(SetUp(_cluster, id));

    /// <summary>The next requests of a kind get these answers.</summary>
    public void Answer(KafkaRequest request, params ErrorCode[] errors) =>
        PushErrors(_cluster, (short)request, (nuint)errors.Length, [.. errors.Select(e => (int)e)]);

    public void Dispose()
    {
        if (_cluster != 0) ClusterDestroy(_cluster);
        if (_client != 0) Destroy(_client);
    }

    private static void Check(int code)
    {
        if (code != 0) throw new InvalidOperationException($"mock cluster: {(ErrorCode)code}");
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, [Out] byte[] error, nuint errorLength);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint ClusterNew(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void ClusterDestroy(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicCreate(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void TopicSetError(nint cluster, string topic, int error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short api, nuint count, int[] errors);
}

/// <summary>Requests of Kafka's protocol by their numbers.</summary>
internal enum KafkaRequest : short
{
    Produce = 0,
    OffsetCommit = 8,
    Heartbeat = 12,
}
