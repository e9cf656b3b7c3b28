using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Modules.Ingest;

/// <summary>What to import.</summary>
/// <param name="Id">Names the content: the same id is imported once.</param>
/// <param name="Source">Source in metrics and on refused records, such as <c>import/rees46</c>.</param>
/// <param name="IsTimeOrdered">Whether rows come in the order of their times.</param>
/// <param name="Read">The rows.</param>
internal sealed record ImportRequest(
    string Id, string Source, bool IsTimeOrdered, Func<ImportOptions, CancellationToken, IEnumerable<ImportedRow>> Read)
{
    /// <summary>Rows a second, at most; null for as fast as it goes.</summary>
    public double? Rate { get; init; }

    /// <summary>Told how far the reading is.</summary>
    public ImportProgress Progress { get; init; } = new();

    /// <summary>Called after each published batch.</summary>
    public Action<ImportSummary>? Report { get; init; }

    /// <summary>A file or folder.</summary>
    /// <exception cref="ImportFormatException">There is nothing at the path.</exception>
    public static async ValueTask<ImportRequest> ForFileAsync(IImportFormat format, string path, CancellationToken cancellationToken) => new(
        await ImportFingerprint.OfAsync(format.Name, path, cancellationToken),
        $"import/{format.Name}",
        format.IsTimeOrdered,
        (options, token) => format.Read(path, options, token));

    /// <summary>A simulated history.</summary>
    public static ImportRequest ForSimulation(SimulatorOptions options, long sessions) => new(
        ImportFingerprint.OfSimulation(options, sessions), "simulate", IsTimeOrdered: true, (_, token) => Simulate(options, sessions, token));

    private static IEnumerable<ImportedRow> Simulate(SimulatorOptions options, long sessions, CancellationToken cancellationToken)
    {
        long line = 0;
        foreach (var session in new ShopSimulator(options).Generate(sessions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ImportedRow.Accepted(++line, session, SimulatorService.Json(session));
        }
    }
}
