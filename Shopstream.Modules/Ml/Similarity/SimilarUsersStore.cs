using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>Stored form of a user's similar users.</summary>
internal sealed class StoredSimilarUsers
{
    public string UserId { get; set; } = "";

    /// <summary>Begin of the run that found them, ms since 1970-01-01 UTC.</summary>
    public long Run { get; set; }

    /// <summary>Time of the last record looked at.</summary>
    public long AsOfMs { get; set; }

    public double Threshold { get; set; }

    public int Items { get; set; }

    public List<SimilarUser> Similar { get; set; } = [];
}

/// <summary>Similar users in the document store, one document a user.</summary>
internal sealed class SimilarUsersStore(IDocumentStore documents)
{
    private const int Batch = 1_000;
    private static readonly CollectionDefinition Collection = new("similar_users", [new("run", IsInteger: true)], [["run"]]);

    /// <summary>Creates the collection when it is not there yet.</summary>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) => documents.EnsureCollectionAsync(Collection, cancellationToken);

    /// <summary>One user; null when the last run did not know him.</summary>
    public async ValueTask<StoredSimilarUsers?> GetAsync(string userId, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await documents.GetAsync(Collection.Name, userId, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, SimilarUsersJsonContext.Default.StoredSimilarUsers)
            : null;
    }

    /// <summary>Whether a run has left anything.</summary>
    public async ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        await foreach (var _ in documents.FindAsync(Collection.Name, new() { Limit = 1 }, cancellationToken)) return false;
        return true;
    }

    /// <summary>Writes users, replacing what an earlier run found.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<SimilarUsersOf> users, long runMs, long asOfMs, double threshold, CancellationToken cancellationToken)
    {
        foreach (var chunk in users.Chunk(Batch))
        {
            await documents.UpsertAsync(Collection.Name, [.. chunk.Select(u => new Document(u.UserId, Body(u), [runMs]))], cancellationToken);
        }

        byte[] Body(SimilarUsersOf user) => JsonSerializer.SerializeToUtf8Bytes(
            new StoredSimilarUsers { UserId = user.UserId, Run = runMs, AsOfMs = asOfMs, Threshold = threshold, Items = user.Items, Similar = [.. user.Similar] },
            SimilarUsersJsonContext.Default.StoredSimilarUsers);
    }

    /// <summary>Removes a user, and from the lists of all others.</summary>
    /// <returns>Documents removed or changed.</returns>
    public async Task<long> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var changed = new List<Document>();
        var removed = await documents.DeleteAsync(Collection.Name, new DocumentQuery { Where = [new("_id", Comparison.Equal, userId)] }, cancellationToken);
        await foreach (var document in documents.FindAsync(Collection.Name, DocumentQuery.All, cancellationToken))
        {
            var other = JsonSerializer.Deserialize(document.Body.Span, SimilarUsersJsonContext.Default.StoredSimilarUsers)!;
            if (other.Similar.RemoveAll(s => s.UserId == userId) > 0)
                changed.Add(new(document.Id, JsonSerializer.SerializeToUtf8Bytes(other, SimilarUsersJsonContext.Default.StoredSimilarUsers), [other.Run]));
        }

        foreach (var chunk in changed.Chunk(Batch)) await documents.UpsertAsync(Collection.Name, chunk, cancellationToken);
        return removed + changed.Count;
    }

    /// <summary>Removes users that only earlier runs knew; returns how many.</summary>
    public ValueTask<long> RemoveBeforeAsync(long runMs, CancellationToken cancellationToken) =>
        documents.DeleteAsync(Collection.Name, new DocumentQuery { Where = [new("run", Comparison.Below, runMs)] }, cancellationToken);
}

/// <summary>Source-generated JSON of stored similar users.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredSimilarUsers))]
internal sealed partial class SimilarUsersJsonContext : JsonSerializerContext;
