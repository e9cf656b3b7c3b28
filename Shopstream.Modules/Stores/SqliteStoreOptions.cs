using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of an embedded store.</summary>
public sealed class SqliteStoreOptions
{
    /// <value>
    /// When a commit is forced to the disk. Default <see cref="FsyncPolicy.Commit"/>, so that what a checkpoint counts on is
    /// still there after a power cut.
    /// </value>
    public FsyncPolicy Fsync { get; set; } = FsyncPolicy.Commit;
}
