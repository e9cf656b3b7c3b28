namespace Shopstream.Tests.Bus;

/// <summary>Real Kafka brokers to test with.</summary>
internal static class KafkaServer
{
    private const string Variable = "SHOPSTREAM_TEST_KAFKA";

    /// <summary>Where they are; ends the test as skipped where there are none.</summary>
    public static string Address()
    {
        var address = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(address)) Assert.Ignore($"Needs Kafka brokers: set {Variable} to their addresses, such as localhost:9092.");
        return address!;
    }
}
