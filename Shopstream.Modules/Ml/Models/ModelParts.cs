using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Models;

/// <summary>
/// Bytes of models in documents of at most <see cref="PartBytes"/> each, base64 in JSON, below what a document may hold, so that
/// every host reads the models that one has trained.
/// </summary>
internal sealed class ModelParts(IDocumentStore documents)
{
    /// <summary>Bytes of a part before base64 makes four of three: below 4 MB in the store.</summary>
    public const int PartBytes = 2 << 20;

    private static readonly CollectionDefinition Collection = new("model_parts",
        [new("name", IsInteger: false), new("number", IsInteger: true)], [["name", "number"]]);

    /// <summary>Creates the collection when it is not there yet.</summary>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => documents.EnsureCollectionAsync(Collection, cancellationToken);

    /// <summary>Writes bytes under a model, a version and what they are.</summary>
    public async ValueTask<ModelArtifact> WriteAsync(string name, int number, string what, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var parts = 0;
        for (var at = 0; at < bytes.Length || parts == 0; at += PartBytes)
        {
            var part = new ModelPart(name, number, bytes.Slice(at, Math.Min(PartBytes, bytes.Length - at)).ToArray());
            var body = JsonSerializer.SerializeToUtf8Bytes(part, ModelsJsonContext.Default.ModelPart);
            await documents.UpsertAsync(Collection.Name, [new Document(Id(name, number, what, parts++), body, [name, (long)number])], cancellationToken);
        }

        return new ModelArtifact(bytes.Length, parts, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="ModelDamagedException">A part is missing, or the bytes are not those that were written.</exception>
    public async ValueTask<byte[]> ReadAsync(string name, int number, string what, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>((int)Math.Max(1, artifact.Bytes));
        for (var part = 0; part < artifact.Parts; part++)
        {
            var document = await documents.GetAsync(Collection.Name, Id(name, number, what, part), cancellationToken)
                ?? throw new ModelDamagedException($"Model {name}, version {number}: part {part + 1} of {artifact.Parts} of the {what} is missing.");
            bytes.Write(JsonSerializer.Deserialize(document.Body.Span, ModelsJsonContext.Default.ModelPart)?.Data);
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
        return found == artifact.Sha256
            ? bytes.WrittenSpan.ToArray()
            : throw new ModelDamagedException($"Model {name}, version {number}: the {what} has check sum {found}, expected {artifact.Sha256}.");
    }

    /// <summary>Removes all bytes of a version.</summary>
    public async ValueTask DeleteAsync(string name, int number, CancellationToken cancellationToken) => await documents.DeleteAsync(
        Collection.Name,
        new DocumentQuery { Where = [new FieldCondition("name", Comparison.Equal, name), new FieldCondition("number", Comparison.Equal, (long)number)] },
        cancellationToken);

    private static string Id(string name, int number, string what, int part) => $"{name}:{number:D6}:{what}:{part:D4}";
}
