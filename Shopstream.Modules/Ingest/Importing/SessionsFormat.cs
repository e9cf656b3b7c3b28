using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Session documents, one JSON object a line, published byte for byte as they were read.</summary>
internal sealed class SessionsFormat : IImportFormat
{
    public string Name => "sessions";

    public string Description => "session documents, one JSON object a line";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        ImportFile.Begin(options.Progress, path);
        using var records = RecordReader.Open(path, RecordSyntax.JsonLines, options);
        using var arena = new EventArena();
        while (records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ShopSession? session = null;
            var rejection = records.Fault ?? SessionReader.Read(records.Record, options.LatestTime, out session);
            yield return rejection is null
                ? ImportedRow.Accepted(records.Line, session!, arena.Copy(records.Record))
                : ImportedRow.Rejected(records.Line, rejection, records.Text);
        }
    }
}
