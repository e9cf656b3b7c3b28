namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// A whole file or folder cannot be imported: it does not exist, is empty, is not gzip although named so, lacks a column or
/// a file of its folder. The message names the path, what was found and what was expected. A single bad line is never
/// reported this way; see <see cref="ImportedRow.Rejection"/>.
/// </summary>
public sealed class ImportFormatException : Exception
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public ImportFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImportFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public ImportFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
