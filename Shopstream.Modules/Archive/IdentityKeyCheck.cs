using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Archive;

/// <summary>
/// Hosts that share an archive must hash with one key, or the same person gets several hashes. The archive keeps a fingerprint
/// of its key, from which neither key nor hashes can be found.
/// </summary>
internal static class IdentityKeyCheck
{
    private const string Id = "identity-key";
    private const string Field = "revision";
    private static readonly CollectionDefinition Settings = new("archive_settings", [new(Field, IsInteger: true)], []);

    /// <summary>Leaves the fingerprint at the first start, compares it at every other.</summary>
    /// <exception cref="InvalidOperationException">The archive was written with another key.</exception>
    public static async ValueTask RunAsync(IDocumentStore documents, byte[] key, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(Settings, cancellationToken);
        var fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(key, "fingerprint of the identity key"u8)[..8]);
        var body = JsonSerializer.SerializeToUtf8Bytes(new IdentityKeyFingerprint(1, fingerprint), ArchiveJsonContext.Default.IdentityKeyFingerprint);
        if (await documents.TryReplaceAsync(Settings.Name, new Document(Id, body, [1L]), Field, expected: null, cancellationToken)) return;
        var stored = await documents.GetAsync(Settings.Name, Id, cancellationToken);
        var found = stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, ArchiveJsonContext.Default.IdentityKeyFingerprint)?.Fingerprint;
        if (found == fingerprint) return;
        throw new InvalidOperationException(
            $"Archive:IdentityKey: found a key with fingerprint {fingerprint}, expected the one with {found} that the archive was written with. "
            + $"Give all hosts the same key; or, to go on with a new one, delete document {Id} of collection {Settings.Name}: hashes then no longer match earlier ones.");
    }
}

/// <summary>What the archive remembers of its identity key.</summary>
internal sealed record IdentityKeyFingerprint(long Revision, string Fingerprint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentityKeyFingerprint))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;
