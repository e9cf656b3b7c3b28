namespace Shopstream.Modules.Bus.Kafka;

/// <summary>The Kafka client cannot be made: its native library is missing or refuses a setting. The message says what to mend.</summary>
public sealed class KafkaClientException(string message, Exception? inner = null) : Exception(message, inner);
