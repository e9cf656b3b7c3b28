using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of the MongoDB provider, section <c>Documents:Mongo</c>.</summary>
public sealed class MongoStoreOptions
{
    /// <value>
    /// Servers, credentials and options, in MongoDB's own form, used as it is. It is a secret when it holds a password: never
    /// logged. Default <c>mongodb://127.0.0.1:27017</c>.
    /// </value>
    [Required]
    public string ConnectionString { get; set; } = "mongodb://127.0.0.1:27017";

    /// <value>Database, 1 to 63 letters, digits, <c>_</c> and <c>-</c>. Default <c>shopstream</c>.</value>
    [Required]
    [RegularExpression("[A-Za-z0-9_-]{1,63}")]
    public string Database { get; set; } = "shopstream";

    /// <value>Begin of the names of all collections: up to 40 letters, digits, <c>_</c>, <c>-</c> and dots. Default none.</value>
    [RegularExpression(@"[A-Za-z_][A-Za-z0-9_.-]{0,39}")]
    public string CollectionPrefix { get; set; } = "";

    /// <value>Calls to the server at a time, 1 to 100; each has a thread and a connection. Searches that are under way have up to 64 further connections. Default 8.</value>
    [Range(1, 100)]
    public int PoolSize { get; set; } = 8;

    /// <value>
    /// Time for an answer, and at most 2 s of it for finding a server that can serve, 0.1 s to 1 hour; options of the
    /// connection string go before it. Default 10 s.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>How long a call is tried again while servers are away or busy, counted from its first failure, 0 to 1 hour. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>By collection, how long documents are kept after they were written last, 1 s to 3650 days. Default: for ever.</summary>
    public IDictionary<string, TimeSpan> TimeToLive { get; set; } = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);
}
