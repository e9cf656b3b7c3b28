using System.Text.Json;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Models;

/// <summary>A version with its state.</summary>
/// <param name="Version">The facts.</param>
/// <param name="State">What it is for.</param>
/// <param name="Changes">How it came to that state, oldest first.</param>
/// <param name="Verdict">How it compared; null before it was compared.</param>
public sealed record StoredModel(ModelVersion Version, ModelState State, IReadOnlyList<ModelChange> Changes, ModelVerdict? Verdict);

/// <summary>
/// Versions of models in the document store, so that every host has them. A version is seen once all of it is written; of all
/// versions of a model at most one is current, whoever promotes at the same time. Thread-safe.
/// </summary>
public sealed class ModelStore
{
    private const string Revision = "revision";
    private const string Model = "model";
    private const string Reference = "reference";
    private static readonly TimeSpan LongestWriting = TimeSpan.FromDays(1);
    private static readonly CollectionDefinition Lines = new("models", [new(Revision, IsInteger: true)], []);
    private static readonly CollectionDefinition Versions = new("model_versions",
        [new("name", IsInteger: false), new("number", IsInteger: true)], [["name", "number"]]);

    private readonly IDocumentStore _documents;
    private readonly ModelParts _parts;
    private readonly IOptions<MlOptions> _options;
    private readonly TimeProvider _time;
    private volatile bool _isPrepared;

    /// <summary>The models of a document store.</summary>
    public ModelStore(IDocumentStore documents, IOptions<MlOptions> options, TimeProvider time) =>
        (_documents, _parts, _options, _time) = (documents, new ModelParts(documents), options, time);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Names of the models that have versions.</summary>
    public async ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var names = new List<string>();
        await foreach (var document in _documents.FindAsync(Lines.Name, DocumentQuery.All, cancellationToken)) names.Add(document.Id);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Stores a trained model as a candidate.</summary>
    /// <param name="version">What is known of it; number, time and artifact are filled in.</param>
    /// <param name="model">Its bytes.</param>
    /// <param name="reference">Bytes of the distribution it was trained on; empty for none.</param>
    /// <param name="cancellationToken">Ends the call; nothing is seen of the version then.</param>
    public async ValueTask<ModelVersion> AddAsync(ModelVersion version, ReadOnlyMemory<byte> model, ReadOnlyMemory<byte> reference, CancellationToken cancellationToken)
    {
        var reserved = await ChangeAsync(version.Name, l => l.Reserve(NowMs), cancellationToken);
        var number = reserved.NextNumber - 1;
        var artifact = await _parts.WriteAsync(version.Name, number, Model, model, cancellationToken);
        var distribution = reference.IsEmpty ? null : await _parts.WriteAsync(version.Name, number, Reference, reference, cancellationToken);
        var complete = version with { Number = number, CreatedMs = NowMs, Artifact = artifact, Distribution = distribution };
        var body = JsonSerializer.SerializeToUtf8Bytes(complete, ModelsJsonContext.Default.ModelVersion);
        await _documents.UpsertAsync(Versions.Name, [new Document(Id(version.Name, number), body, [version.Name, (long)number])], cancellationToken);
        await ChangeAsync(version.Name, l => l.Written(number, NowMs), cancellationToken);
        await TrimAsync(version.Name, cancellationToken);
        return complete;
    }

    /// <summary>All versions of a model, newest first; empty when there is no such model.</summary>
    public async ValueTask<IReadOnlyList<StoredModel>> ListAsync(string name, CancellationToken cancellationToken)
    {
        var line = await LineAsync(name, cancellationToken);
        var found = new List<StoredModel>();
        foreach (var entry in line.Entries.Where(e => e.State != ModelState.Writing).OrderByDescending(e => e.Number))
            if (await ReadAsync(name, entry, cancellationToken) is { } version) found.Add(version);
        return found;
    }

    /// <summary>One version; null when there is none of that number.</summary>
    public async ValueTask<StoredModel?> GetAsync(string name, int number, CancellationToken cancellationToken) =>
        (await LineAsync(name, cancellationToken)).Find(number) is { } entry ? await ReadAsync(name, entry, cancellationToken) : null;

    /// <summary>Number of the version that predicts; null when there is none. Cheap.</summary>
    public async ValueTask<int?> CurrentNumberAsync(string name, CancellationToken cancellationToken) => (await LineAsync(name, cancellationToken)).Current?.Number;

    /// <summary>The version that predicts; null when there is none.</summary>
    public async ValueTask<StoredModel?> CurrentAsync(string name, CancellationToken cancellationToken) =>
        (await LineAsync(name, cancellationToken)).Current is { } entry ? await ReadAsync(name, entry, cancellationToken) : null;

    /// <summary>The bytes of a model, checked against their check sum.</summary>
    /// <exception cref="ModelDamagedException">They are not those that were stored.</exception>
    public ValueTask<byte[]> ReadModelAsync(ModelVersion version, CancellationToken cancellationToken) =>
        _parts.ReadAsync(version.Name, version.Number, Model, version.Artifact, cancellationToken);

    /// <summary>The bytes of the distribution that a model was trained on; null when none was stored.</summary>
    /// <exception cref="ModelDamagedException">They are not those that were stored.</exception>
    public async ValueTask<byte[]?> ReadReferenceAsync(ModelVersion version, CancellationToken cancellationToken) =>
        version.Distribution is { } reference ? await _parts.ReadAsync(version.Name, version.Number, Reference, reference, cancellationToken) : null;

    /// <summary>Makes a candidate current when the verdict says that it is better, else rejects it.</summary>
    /// <exception cref="ModelMissingException">There is no such version.</exception>
    /// <returns>Whether it is current; not when another version has become so since the comparison.</returns>
    public async ValueTask<bool> DecideAsync(string name, int number, ModelVerdict verdict, CancellationToken cancellationToken)
    {
        var line = await ChangeAsync(
            name,
            l => l.Current?.Number == verdict.Against
                ? l.Decide(number, verdict, NowMs)
                : l.Decide(number, verdict with { IsBetter = false, Reason = $"version {l.Current?.Number} became current during the comparison" }, NowMs),
            cancellationToken);
        return line.Current?.Number == number;
    }

    /// <summary>Makes a version current whatever its verdict.</summary>
    /// <exception cref="ModelMissingException">There is no such version.</exception>
    public async ValueTask<StoredModel> PromoteAsync(string name, int number, string reason, CancellationToken cancellationToken)
    {
        var line = await ChangeAsync(name, l => l.Find(number) is null ? throw new ModelMissingException(name, number) : l.Promote(number, reason, NowMs), cancellationToken);
        return await ReadAsync(name, line.Find(number)!, cancellationToken) ?? throw new ModelMissingException(name, number);
    }

    /// <summary>Makes the version current that was so before.</summary>
    /// <exception cref="ModelMissingException">There is none.</exception>
    public async ValueTask<StoredModel> RollbackAsync(string name, string reason, CancellationToken cancellationToken)
    {
        var line = await ChangeAsync(
            name, l => l.Previous is { } previous ? l.Promote(previous.Number, reason, NowMs) : throw new ModelMissingException($"Model {name} has no earlier version to go back to."), cancellationToken);
        return await ReadAsync(name, line.Current!, cancellationToken) ?? throw new ModelMissingException(name, line.Current!.Number);
    }

    private async ValueTask TrimAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> removed = [];
        await ChangeAsync(
            name,
            l =>
            {
                (var line, removed) = l.Trim(_options.Value.KeepVersions, NowMs, (long)LongestWriting.TotalMilliseconds);
                return line;
            },
            cancellationToken);
        foreach (var number in removed)
        {
            await _documents.DeleteAsync(Versions.Name, [Id(name, number)], cancellationToken);
            await _parts.DeleteAsync(name, number, cancellationToken);
        }
    }

    private async ValueTask<StoredModel?> ReadAsync(string name, ModelEntry entry, CancellationToken cancellationToken)
    {
        // A host that trims at the same time may have removed it.
        if (await _documents.GetAsync(Versions.Name, Id(name, entry.Number), cancellationToken) is not { } document) return null;
        var version = JsonSerializer.Deserialize(document.Body.Span, ModelsJsonContext.Default.ModelVersion);
        return version is null ? null : new StoredModel(version, entry.State, entry.Changes, entry.Verdict);
    }

    private async ValueTask<ModelLine> LineAsync(string name, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var document = await _documents.GetAsync(Lines.Name, name, cancellationToken);
        return (document is null ? null : JsonSerializer.Deserialize(document.Body.Span, ModelsJsonContext.Default.ModelLine)) ?? ModelLine.Empty(name);
    }

    private async ValueTask<ModelLine> ChangeAsync(string name, Func<ModelLine, ModelLine> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await LineAsync(name, cancellationToken);
            var changed = change(line);
            if (ReferenceEquals(changed, line)) return line;
            changed = changed with { Revision = line.Revision + 1 };
            var body = JsonSerializer.SerializeToUtf8Bytes(changed, ModelsJsonContext.Default.ModelLine);
            long? expected = line.Revision == 0 ? null : line.Revision;
            if (await _documents.TryReplaceAsync(Lines.Name, new Document(name, body, [changed.Revision]), Revision, expected, cancellationToken)) return changed;
        }
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        await _documents.EnsureCollectionAsync(Lines, cancellationToken);
        await _documents.EnsureCollectionAsync(Versions, cancellationToken);
        await _parts.PrepareAsync(cancellationToken);
        _isPrepared = true;
    }

    private static string Id(string name, int number) => $"{name}:{number:D6}";
}
