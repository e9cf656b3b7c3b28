namespace Shopstream.Modules.Sqlite;

/// <summary>The directory of all embedded files, held by one process at a time.</summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    /// <summary>Makes the directory and takes its lock.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DataDirectoryInUseException(Path, e);
        }
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _lock.Dispose();
}

/// <summary>The data directory belongs to another running process.</summary>
public sealed class DataDirectoryInUseException(string path, Exception inner)
    : Exception($"The data directory {path} is in use by another Shopstream process. Stop it, or choose another directory with --Data:Path.", inner)
{
    /// <summary>The directory.</summary>
    public string DirectoryPath => path;
}
