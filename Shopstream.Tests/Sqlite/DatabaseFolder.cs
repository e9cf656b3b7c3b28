namespace Shopstream.Tests.Sqlite;

/// <summary>A folder for database files for one test.</summary>
internal sealed class DatabaseFolder
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shopstream").FullName;

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Removes it with all that is in it.</summary>
    public void Remove() => Directory.Delete(_folder, recursive: true);
}
