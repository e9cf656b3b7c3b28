using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>The chances that the simulator itself knew, as <c>simulate --truth</c> writes them.</summary>
internal static class OracleFile
{
    /// <summary>By row: the chance given everything, and the one given what the session shows.</summary>
    /// <exception cref="ConfigurationException">The file is none of these, or has no chance for a session.</exception>
    public static (float[] Probability, float[] Observable) Read(FileInfo file, IReadOnlyList<string> sessionIds)
    {
        try
        {
            var table = ColumnTable.FromCsv(file.FullName, new TableOptions
            {
                Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal)
                {
                    ["sessionId"] = ColumnKind.Text,
                    ["probability"] = ColumnKind.Number,
                    ["observable"] = ColumnKind.Number,
                },
            });
            var (ids, probability, observable) = (table["sessionId"], table["probability"], table["observable"]);
            var rowOf = Enumerable.Range(0, table.Rows).ToDictionary(r => ids.Text(r) ?? "", r => r, StringComparer.Ordinal);
            var rows = sessionIds.Select(id => rowOf.TryGetValue(id, out var row)
                ? row
                : throw new ConfigurationException($"{file.FullName}: found no chance of session {id}, expected the file that was written with the sessions.")).ToArray();
            return (Array.ConvertAll(rows, r => (float)probability.Number(r)), Array.ConvertAll(rows, r => (float)observable.Number(r)));
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{file.FullName}: {e.Message}");
        }
    }
}
