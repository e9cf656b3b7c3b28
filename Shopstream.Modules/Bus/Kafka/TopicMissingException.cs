namespace Shopstream.Modules.Bus.Kafka;

/// <summary>A topic is not there, or not any more.</summary>
internal sealed class TopicMissingException(string topic) : InvalidOperationException($"There is no topic \"{topic}\" in Kafka.")
{
    /// <summary>Its name as callers know it.</summary>
    public string Topic => topic;
}
