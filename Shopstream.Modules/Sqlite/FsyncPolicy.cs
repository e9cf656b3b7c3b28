namespace Shopstream.Modules.Sqlite;

/// <summary>When a commit is forced to the disk.</summary>
public enum FsyncPolicy
{
    /// <summary>Every commit: survives a power cut.</summary>
    Commit,

    /// <summary>When the write-ahead log is folded back: survives the end of the process, may lose the last commits in a power cut.</summary>
    Checkpoint,

    /// <summary>Never: left to the operating system.</summary>
    Never,
}
