using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ingest;

/// <summary>
/// Publishes a source of history. Its content names it: the same content is imported once, and an import that was cut off goes
/// on where it was. Every row carries the source and its number, so that a row published twice is recognised downstream.
/// </summary>
internal sealed class ImportService(
    EventPublisher publisher, IDocumentStore documents, IOptions<IngestOptions> options, TimeProvider time)
{
    private const string Collection = "imports";
    private static readonly CollectionDefinition Definition = new(Collection, [], []);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    /// <summary>Publishes everything of the source that was not published before.</summary>
    /// <exception cref="ImportFormatException">The source as a whole is unusable.</exception>
    public async Task<ImportSummary> RunAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        await publisher.PrepareAsync(cancellationToken);
        await documents.EnsureCollectionAsync(Definition, cancellationToken);
        var state = await LoadAsync(request.Id, cancellationToken);
        if (state.IsComplete) return state.Summary with { AlreadyImported = true };

        var run = new ImportRun(publisher, request.Id, request.Source);
        var readOptions = new ImportOptions(time.GetUtcNow() + options.Value.ClockSkew) { Progress = request.Progress, ArrivalTime = time.GetUtcNow() };
        var rows = request.Read(readOptions, cancellationToken);
        if (!request.IsTimeOrdered) rows = new EventTimeSorter().Sort(rows, cancellationToken);
        var pace = new Pace(request.Rate, time);
        var savedAt = time.GetTimestamp();
        foreach (var row in rows)
        {
            run.Add(row, alreadyPublished: run.Sequence < state.Published);
            if (run.Pending < options.Value.BatchSize) continue;
            await run.PublishAsync(cancellationToken);
            request.Report?.Invoke(run.Summary);
            if (time.GetElapsedTime(savedAt) >= SaveInterval)
            {
                await SaveAsync(request.Id, new ImportState(run.Sequence, IsComplete: false, run.Summary), cancellationToken);
                savedAt = time.GetTimestamp();
            }

            await pace.WaitAsync(run.Sequence - state.Published, cancellationToken);
        }

        await run.PublishAsync(cancellationToken);
        await run.EndAsync(cancellationToken);
        await SaveAsync(request.Id, new ImportState(run.Sequence, IsComplete: true, run.Summary), cancellationToken);
        request.Report?.Invoke(run.Summary);
        return run.Summary;
    }

    private async ValueTask<ImportState> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var document = await documents.GetAsync(Collection, id, cancellationToken);
        return document is null ? ImportState.New : JsonSerializer.Deserialize(document.Body.Span, ImportJsonContext.Default.ImportState)!;
    }

    private ValueTask SaveAsync(string id, ImportState state, CancellationToken cancellationToken) => documents.UpsertAsync(
        Collection, [new Document(id, JsonSerializer.SerializeToUtf8Bytes(state, ImportJsonContext.Default.ImportState), [])], cancellationToken);
}
