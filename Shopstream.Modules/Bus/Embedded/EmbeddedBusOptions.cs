using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Bus.Embedded;

/// <summary>Settings of the embedded bus, section <c>Bus:Embedded</c>.</summary>
public sealed class EmbeddedBusOptions
{
    /// <value>When a commit is forced to the disk. Default <see cref="FsyncPolicy.Commit"/>: a publish survives a power cut.</value>
    public FsyncPolicy Fsync { get; set; } = FsyncPolicy.Commit;

    /// <value>Records older than this are removed, batch by batch. Default 7 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan RetentionAge { get; set; } = TimeSpan.FromDays(7);

    /// <value>Stored (compressed) bytes a partition may hold before its oldest batches are removed. Default 2 GiB.</value>
    [Range(1L << 20, 1L << 50)]
    public long RetentionBytes { get; set; } = 2L << 30;

    /// <value>How often retention is applied. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>Records in one stored batch, at most. Default 500.</value>
    [Range(1, 10_000)]
    public int BatchRecords { get; set; } = 500;

    /// <value>Records a consumer in this process may lag in a partition before publishers wait for it. Default 1,000.</value>
    [Range(1, 10_000_000)]
    public int MaxLag { get; set; } = 1_000;

    /// <value>Publishers stop waiting for a consumer that made no progress for this long. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
