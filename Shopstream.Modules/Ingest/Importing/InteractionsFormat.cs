using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Interactions as topic <c>user_interactions</c> names them: a CSV whose header names at least <c>user_id,product_id,event_type</c>,
/// or one JSON object a line (a name ending in <c>.jsonl</c>, <c>.ndjson</c> or <c>.json</c>, or a file that begins with a brace).
/// Columns without a meaning of their own are kept as text fields. A row without a time gets <see cref="ImportOptions.ArrivalTime"/>.
/// </summary>
internal sealed class InteractionsFormat : IImportFormat
{
    public string Name => "interactions";

    /// <inheritdoc/>
    public bool IsTimeOrdered => false;

    public string Description => "interactions, CSV with user_id,product_id,event_type and optionally event_time and more, or one JSON object a line";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        ImportFile.Begin(options.Progress, path);
        if (IsJson(path, options))
        {
            foreach (var row in ReadJson(path, options, cancellationToken)) yield return row;
            yield break;
        }

        using var table = CsvTable.Open(path, RecordSyntax.Csv, options);
        var mapping = new InteractionColumns(table, options.ArrivalTime ?? options.LatestTime);
        foreach (var row in InteractionRows.Read(table, mapping.Map, options, cancellationToken)) yield return row;
    }

    private static bool IsJson(string path, ImportOptions options)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        foreach (var ending in (ReadOnlySpan<string>)[".jsonl", ".ndjson", ".json"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        using var begin = RecordReader.Open(path, RecordSyntax.JsonLines, options with { Progress = new() });
        return begin.Peek() == (byte)'{';
    }

    private static IEnumerable<ImportedRow> ReadJson(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        var arrival = options.ArrivalTime ?? options.LatestTime;
        using var records = RecordReader.Open(path, RecordSyntax.JsonLines, options);
        using var arena = new EventArena();
        while (records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interaction? interaction = null;
            var rejection = records.Fault ?? InteractionReader.Read(records.Record, arrival, options.LatestTime, out interaction);
            if (rejection is not null) yield return ImportedRow.Rejected(records.Line, rejection, records.Text);
            // Where the line gives no time, the JSON to publish must, or every reader of the topic would fill in its own.
            else if (interaction!.EventTime == arrival) yield return ImportedRow.Accepted(records.Line, interaction, arena.Write(interaction));
            else yield return ImportedRow.Accepted(records.Line, interaction, arena.Copy(records.Record));
        }
    }
}
