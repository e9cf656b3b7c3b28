using System.Text.Json;
using System.Text.Json.Nodes;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>A definition with the number of its writing.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Revision">Counts its writings, from 1.</param>
internal sealed record StoredExperiment(ExperimentDefinition Definition, long Revision);

/// <summary>An experiment cannot be changed so; the message says why.</summary>
internal sealed class ExperimentConflictException(string message) : Exception(message);

/// <summary>
/// The definitions. Every change is a compare-and-set on the revision, so that of two changes at once one fails; at most one experiment
/// runs at a time, since all decide about the same answers. Thread-safe.
/// </summary>
internal sealed class ExperimentStore(IDocumentStore documents, ExperimentCollectionsReady collections, TimeProvider time)
{
    private const string Revision = "revision";
    private const string ClaimId = "recommendations";
    private const int Attempts = 5;

    /// <summary>Who may run: one document for the answers with recommendations.</summary>
    public static readonly CollectionDefinition Claims = new("experiment_claims", [new(Revision, IsInteger: true)], []);

    private static string Collection => ExperimentCollections.Experiments.Name;

    /// <summary>One experiment, or null.</summary>
    public async ValueTask<StoredExperiment?> GetAsync(string id, CancellationToken cancellationToken)
    {
        await collections.EnsureAsync(cancellationToken);
        return await documents.GetAsync(Collection, id, cancellationToken) is { } document ? Read(document) : null;
    }

    /// <summary>All experiments, by id.</summary>
    public async ValueTask<IReadOnlyList<StoredExperiment>> AllAsync(CancellationToken cancellationToken)
    {
        await collections.EnsureAsync(cancellationToken);
        var all = new List<StoredExperiment>();
        await foreach (var document in documents.FindAsync(Collection, new DocumentQuery { SortBy = "_id" }, cancellationToken)) all.Add(Read(document));
        return all;
    }

    /// <summary>Adds a draft.</summary>
    /// <exception cref="ExperimentConflictException">There is one with this id.</exception>
    public async ValueTask<StoredExperiment> CreateAsync(ExperimentDefinition definition, CancellationToken cancellationToken)
    {
        await collections.EnsureAsync(cancellationToken);
        return await WriteAsync(definition, previous: null, cancellationToken)
            ?? throw new ExperimentConflictException($"{definition.Id}: there is an experiment with this id already.");
    }

    /// <summary>Replaces a definition; of one that runs only what does not touch the assignment.</summary>
    /// <exception cref="ExperimentConflictException">Its state does not allow it, or somebody else changed it meanwhile.</exception>
    public async ValueTask<StoredExperiment> ReplaceAsync(StoredExperiment stored, ExperimentDefinition definition, CancellationToken cancellationToken)
    {
        var old = stored.Definition;
        if (old.State == ExperimentDefinition.Stopped) throw new ExperimentConflictException($"{old.Id} is over: its results belong to the definition it had.");
        if (old.State == ExperimentDefinition.Running && Assignment(old) != Assignment(definition))
        {
            throw new ExperimentConflictException(
                $"{old.Id} runs: changing its variants, salt or traffic would move users from one variant to another and make its results worthless. Stop it and create another one.");
        }

        (definition.State, definition.StartedAt, definition.StoppedAt) = (old.State, old.StartedAt, old.StoppedAt);
        return await WriteAsync(definition, stored.Revision, cancellationToken) ?? throw Changed(old.Id);
    }

    /// <summary>Lets it assign users; one that runs already stays as it is.</summary>
    /// <exception cref="ExperimentConflictException">It is over, another one runs, or somebody else changed it meanwhile.</exception>
    public async ValueTask<StoredExperiment> StartAsync(StoredExperiment stored, CancellationToken cancellationToken)
    {
        var definition = stored.Definition;
        if (definition.State == ExperimentDefinition.Running) return stored;
        if (definition.State == ExperimentDefinition.Stopped)
            throw new ExperimentConflictException($"{definition.Id} is over: users who saw it once would count twice. Create another one.");
        await ClaimAsync(definition.Id, cancellationToken);
        (definition.State, definition.StartedAt) = (ExperimentDefinition.Running, time.GetUtcNow());
        var started = await WriteAsync(definition, stored.Revision, cancellationToken) ?? throw Changed(definition.Id);
        if ((await ReadClaimAsync(cancellationToken)).Holder == definition.Id) return started;

        // Another one took the claim before this one was seen to run: that one goes on.
        (definition.State, definition.StartedAt) = (ExperimentDefinition.Draft, null);
        await WriteAsync(definition, started.Revision, cancellationToken);
        throw new ExperimentConflictException($"{definition.Id} cannot start: another experiment started at the same moment.");
    }

    /// <summary>Ends it; one that is over stays as it is.</summary>
    /// <exception cref="ExperimentConflictException">It is a draft, or somebody else changed it meanwhile.</exception>
    public async ValueTask<StoredExperiment> StopAsync(StoredExperiment stored, CancellationToken cancellationToken)
    {
        var definition = stored.Definition;
        if (definition.State == ExperimentDefinition.Stopped) return stored;
        if (definition.State == ExperimentDefinition.Draft) throw new ExperimentConflictException($"{definition.Id} is a draft: it never started.");
        (definition.State, definition.StoppedAt) = (ExperimentDefinition.Stopped, time.GetUtcNow());
        return await WriteAsync(definition, stored.Revision, cancellationToken) ?? throw Changed(definition.Id);
    }

    /// <summary>Removes a draft.</summary>
    /// <exception cref="ExperimentConflictException">It is no draft any more.</exception>
    public async ValueTask DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var draft = new DocumentQuery { Where = [new("_id", Comparison.Equal, id), new("state", Comparison.Equal, ExperimentDefinition.Draft)] };
        if (await documents.DeleteAsync(Collection, draft, cancellationToken) == 0)
            throw new ExperimentConflictException($"{id} has started: it stays with its results. Only drafts are deleted.");
    }

    private async ValueTask ClaimAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (holder, revision) = await ReadClaimAsync(cancellationToken);
            if (holder == id) return;
            if (holder is not null && await GetAsync(holder, cancellationToken) is { Definition.State: ExperimentDefinition.Running })
                throw new ExperimentConflictException($"{id} cannot start while {holder} runs: both would decide about the same answers. Stop {holder} first.");
            var next = (revision ?? 0) + 1;
            var body = new JsonObject { ["holder"] = id, [Revision] = next };
            var claim = new Document(ClaimId, JsonSerializer.SerializeToUtf8Bytes(body, ExperimentsJsonContext.Default.JsonObject), [next]);
            if (await documents.TryReplaceAsync(Claims.Name, claim, Revision, revision, cancellationToken)) return;
        }

        throw new ExperimentConflictException($"{id} cannot start: other experiments are being started at the same moment.");
    }

    private async ValueTask<(string? Holder, long? Revision)> ReadClaimAsync(CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(Claims.Name, ClaimId, cancellationToken) is not { } document) return (null, null);
        var body = JsonDocument.Parse(document.Body).RootElement;
        return (body.GetProperty("holder").GetString(), body.GetProperty(Revision).GetInt64());
    }

    private async ValueTask<StoredExperiment?> WriteAsync(ExperimentDefinition definition, long? previous, CancellationToken cancellationToken)
    {
        var revision = (previous ?? 0) + 1;
        var body = JsonSerializer.SerializeToNode(definition, EventsJsonContext.Default.ExperimentDefinition)!.AsObject();
        body[Revision] = revision;
        var document = new Document(definition.Id, JsonSerializer.SerializeToUtf8Bytes(body, ExperimentsJsonContext.Default.JsonObject), [definition.State, revision]);
        return await documents.TryReplaceAsync(Collection, document, Revision, previous, cancellationToken) ? new StoredExperiment(definition, revision) : null;
    }

    private static StoredExperiment Read(Document document) => new(
        JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.ExperimentDefinition)!,
        JsonDocument.Parse(document.Body).RootElement.GetProperty(Revision).GetInt64());

    private static string Assignment(ExperimentDefinition d) =>
        $"{d.Salt}\n{d.Traffic:R}\n{string.Join('\n', d.Variants.Select(v => $"{v.Name}\t{v.Share:R}\t{v.Algorithm}"))}";

    private static ExperimentConflictException Changed(string id) => new($"{id} was changed by somebody else meanwhile; read it again.");
}
