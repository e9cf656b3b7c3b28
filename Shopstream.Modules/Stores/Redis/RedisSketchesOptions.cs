using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>Sketches on a Redis server, section <c>Sketches:Redis</c>; all sizes hold for one partition.</summary>
public sealed class RedisSketchesOptions
{
    /// <summary>
    /// Where the server is, as StackExchange.Redis writes it: <c>host:port[,host:port…][,name=value…]</c>, with <c>ssl=true</c>,
    /// <c>sslHost</c>, <c>defaultDatabase</c>, <c>connectTimeout</c> and so on. All nodes of a cluster are found from one of them.
    /// </summary>
    /// <value>Default <c>127.0.0.1:6379</c>.</value>
    [Required]
    public string Configuration { get; set; } = "127.0.0.1:6379";

    /// <summary>Password of the default user; the only way to give one that holds a comma. A secret.</summary>
    /// <value>Default none, or the one in <see cref="Configuration"/>.</value>
    public string? Password { get; set; }

    /// <summary>Stands before the name of every key, so that several installations share one server.</summary>
    /// <value>Up to 100 characters without blanks and braces; default empty.</value>
    [RegularExpression(@"[^{}\s]{0,100}")]
    public string KeyPrefix { get; set; } = "";

    /// <summary>Users up to which <see cref="BloomError"/> holds. Another value takes effect with the next start.</summary>
    /// <value>1,000 to 400,000,000; default 4,000,000 (5 MB).</value>
    [Range(1_000d, 400_000_000d)]
    public long BloomCapacity { get; set; } = 4_000_000;

    /// <summary>Share of new users that the Bloom filter may take for returning ones.</summary>
    /// <value>0.000001 to 0.5; default 0.01.</value>
    [Range(1e-6, 0.5)]
    public double BloomError { get; set; } = 0.01;

    /// <summary>Whether the filter is the server's own (<c>BF.RESERVE</c>, <c>BF.MADD</c>) or a plain string of bits.</summary>
    /// <value>Default <see cref="Redis.BloomCommands.Auto"/>.</value>
    public BloomCommands BloomCommands { get; set; } = BloomCommands.Auto;

    /// <summary>Records back to which a repeated session is recognised at least; at most twice as many ids are kept.</summary>
    /// <value>1,000 to 400,000,000; default 1,000,000 (85 MB in Redis a million ids).</value>
    [Range(1_000d, 400_000_000d)]
    public long DuplicateCapacity { get; set; } = 1_000_000;

    /// <summary>Time that one answer may take before the call is tried again.</summary>
    /// <value>0.1 s to 5 min; default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time over which a failed call is tried again, with growing pauses, before the job starts again.</summary>
    /// <value>0 to 1 h; default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Who keeps the Bloom filter.</summary>
public enum BloomCommands
{
    /// <summary>The server's own commands where it has them.</summary>
    Auto,

    /// <summary>The server's own commands; a server without them is an error.</summary>
    Always,

    /// <summary>Bits of a plain string.</summary>
    Never,
}
