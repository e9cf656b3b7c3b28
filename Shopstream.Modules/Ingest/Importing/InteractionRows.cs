using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Fills <paramref name="target"/> from the current row.</summary>
/// <returns>Null when it worked, else why the row is refused.</returns>
internal delegate Rejection? RowMapping(CsvTable row, Interaction target);

/// <summary>The loop that all tables of interactions share: row, mapping, validation, JSON.</summary>
internal static class InteractionRows
{
    public static IEnumerable<ImportedRow> Read(CsvTable table, RowMapping map, ImportOptions options, CancellationToken cancellationToken)
    {
        using var arena = new EventArena();
        while (table.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interaction? interaction = null;
            var rejection = table.Fault;
            if (rejection is null)
            {
                interaction = new Interaction();
                rejection = map(table, interaction) ?? InteractionReader.Validate(interaction, options.LatestTime);
            }

            yield return rejection is null
                ? ImportedRow.Accepted(table.Line, interaction!, arena.Write(interaction!))
                : ImportedRow.Rejected(table.Line, rejection, table.Text);
        }
    }
}
