namespace Shopstream.Modules.Ingest.Importing;

/// <summary>A folder as a source.</summary>
internal static class ImportFolder
{
    /// <summary>Names of the files in a folder, sorted.</summary>
    /// <exception cref="ImportFormatException">It does not exist, is a file, or cannot be listed.</exception>
    public static string[] Names(string path)
    {
        if (File.Exists(path)) throw new ImportFormatException($"{path}: found a file, expected a folder");
        if (!Directory.Exists(path)) throw new ImportFormatException($"{path}: found nothing there, expected a folder");
        try
        {
            var names = Directory.GetFiles(path).Select(f => Path.GetFileName(f)).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportFormatException($"{path}: cannot be listed: {e.Message}", e);
        }
    }

    /// <summary>What a folder holds, for a message.</summary>
    public static string Shown(string path)
    {
        var names = Names(path);
        if (names.Length == 0) return "no files";
        return string.Join(", ", names.Take(20)) + (names.Length > 20 ? $" and {names.Length - 20} more" : "");
    }
}
