namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>The search server could not be reached, is too busy, or refuses what was asked. The message holds no secret.</summary>
public sealed class ElasticsearchException(string message, bool isOutage = false, Exception? inner = null) : IOException(message, inner)
{
    /// <value>Whether it may work later without any change: no answer, or an answer that there is no capacity.</value>
    public bool IsOutage { get; } = isOutage;

    /// <value>Alias of the index that somebody has removed, when that is the reason.</value>
    public string? LostIndex { get; init; }
}
