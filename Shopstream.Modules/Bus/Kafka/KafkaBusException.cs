namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// Kafka did not carry out a request within its bounded time, or refused it. What was asked for may or may not have happened;
/// asking again is safe where repeats are recognised.
/// </summary>
public sealed class KafkaBusException(string message, Exception? inner = null) : IOException(message, inner);
