namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Reads one kind of source file or folder. Stateless: one instance may read several sources at once.</summary>
public interface IImportFormat
{
    /// <summary>Name on the command line, such as <c>rees46</c>.</summary>
    string Name { get; }

    /// <summary>One line for the help text.</summary>
    string Description { get; }

    /// <summary>Whether its sources list events in the order of their times, as logs do; else they are sorted before they are published.</summary>
    bool IsTimeOrdered => true;

    /// <summary>
    /// Reads the rows of <paramref name="path"/> in order, as a stream in bounded memory. The source is opened when the
    /// enumeration begins and closed when it ends.
    /// </summary>
    /// <exception cref="ImportFormatException">While enumerating: the whole source is unusable.</exception>
    /// <exception cref="IOException">While enumerating: the disk failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: <paramref name="cancellationToken"/> asked for it.</exception>
    IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken);
}
