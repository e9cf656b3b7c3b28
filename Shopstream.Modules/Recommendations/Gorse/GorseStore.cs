using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>What clients of gorse have told, as they told it: three collections, read in pages by id. Thread-safe.</summary>
internal sealed class GorseStore(IDocumentStore documents)
{
    /// <summary>One document a user, by its id.</summary>
    public static readonly CollectionDefinition Users = new("gorse_users", [], []);

    /// <summary>One document an item, by its id.</summary>
    public static readonly CollectionDefinition Items = new("gorse_items", [], []);

    /// <summary>One document for each type, user and item.</summary>
    public static readonly CollectionDefinition Feedback = new(
        "gorse_feedback", [new("userId", IsInteger: false), new("itemId", IsInteger: false), new(Due, IsInteger: true)], [["userId"], ["itemId"], [Due]]);

    /// <summary>Most rows in one page or list.</summary>
    public const int MostRows = 10_000;

    private const string Due = "dueMs";
    private const int ReadsAtOnce = 32;
    private const int Batch = 1_000;
    private volatile bool _isPrepared;

    /// <summary>Creates the collections when they are not there yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared) return;
        foreach (var collection in (CollectionDefinition[])[Users, Items, Feedback]) await documents.EnsureCollectionAsync(collection, cancellationToken);
        _isPrepared = true;
    }

    /// <summary>Id of the document of a feedback; begins with its type and a slash.</summary>
    public static string IdOf(string type, string userId, string itemId) => $"{TypePrefix(type)}{Uri.EscapeDataString(userId)}/{Uri.EscapeDataString(itemId)}";

    /// <summary>What the ids of all feedback of a type begin with.</summary>
    public static string TypePrefix(string type) => Uri.EscapeDataString(type) + "/";

    /// <summary>One row; null when there is none.</summary>
    public async ValueTask<StoredGorse?> FindAsync(CollectionDefinition collection, string id, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return await documents.GetAsync(collection.Name, id, cancellationToken) is { } found ? Decode(found) : null;
    }

    /// <summary>Those of some rows that there are, by id.</summary>
    public async Task<Dictionary<string, StoredGorse>> FindAsync(CollectionDefinition collection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StoredGorse>(StringComparer.Ordinal);
        foreach (var chunk in ids.Distinct(StringComparer.Ordinal).Chunk(ReadsAtOnce))
        {
            var rows = await Task.WhenAll(chunk.Select(id => FindAsync(collection, id, cancellationToken).AsTask()));
            for (var i = 0; i < chunk.Length; i++)
                if (rows[i] is { } row) found[chunk[i]] = row;
        }

        return found;
    }

    /// <summary>Writes rows; those of the same id are replaced.</summary>
    public async ValueTask PutAsync(CollectionDefinition collection, IEnumerable<(string Id, StoredGorse Row)> rows, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        foreach (var chunk in rows.Chunk(Batch)) await documents.UpsertAsync(collection.Name, [.. chunk.Select(r => DocumentOf(collection, r.Id, r.Row))], cancellationToken);
    }

    /// <summary>The row as JSON that goes out.</summary>
    public static T Read<T>(StoredGorse row, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(row.Json, type)!;

    /// <summary>A page of rows in the order of their ids.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="prefix">What their ids begin with.</param>
    /// <param name="cursor">Where the page begins, from the page before; empty for the first.</param>
    /// <param name="count">Rows in a page.</param>
    /// <param name="type">Their type.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The rows, and the cursor of the next page, empty when there is none; null when the cursor is none of ours.</returns>
    public async Task<(List<T> Rows, string Cursor)?> PageAsync<T>(
        CollectionDefinition collection, string prefix, string cursor, int count, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (!TryDecode(cursor, out var first)) return null;
        List<FieldCondition> where = [];
        if (prefix.Length > 0) where.Add(new("_id", Comparison.StartsWith, prefix));
        if (first.Length > 0) where.Add(new("_id", Comparison.AtLeast, first));
        var rows = new List<T>();
        await foreach (var document in documents.FindAsync(collection.Name, new() { Where = where, SortBy = "_id", Limit = count + 1 }, cancellationToken))
        {
            // The cursor names the first row that is not in this page, so that it holds when rows come and go.
            if (rows.Count == count) return (rows, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(document.Id)));
            rows.Add(Read(Decode(document), type));
        }

        return (rows, "");
    }

    /// <summary>Feedback of a user, of an item, or between the two, by id.</summary>
    public async Task<List<GorseFeedback>> FeedbackAsync(string? userId, string? itemId, string? type, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var rows = new List<GorseFeedback>();
        await foreach (var document in documents.FindAsync(Feedback.Name, Of(userId, itemId, type) with { SortBy = "_id", Limit = MostRows }, cancellationToken))
            rows.Add(Read(Decode(document), GorseJsonContext.Default.GorseFeedback));
        return rows;
    }

    /// <summary>Removes feedback of a user, of an item, or between the two.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> DeleteFeedbackAsync(string? userId, string? itemId, string? type, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return (int)await documents.DeleteAsync(Feedback.Name, Of(userId, itemId, type), cancellationToken);
    }

    /// <summary>Removes a row.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(CollectionDefinition collection, string id, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return await documents.DeleteAsync(collection.Name, new DocumentQuery { Where = [new("_id", Comparison.Equal, id)] }, cancellationToken) > 0;
    }

    /// <summary>Feedback whose time has come and that is not on the bus.</summary>
    public async Task<List<(string Id, StoredGorse Row)>> DueAsync(long nowMs, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var rows = new List<(string, StoredGorse)>();
        var query = new DocumentQuery { Where = [new(Due, Comparison.Below, nowMs)], SortBy = Due, Limit = Batch };
        await foreach (var document in documents.FindAsync(Feedback.Name, query, cancellationToken)) rows.Add((document.Id, Decode(document)));
        return rows;
    }

    /// <summary>Remembers that a feedback is on the bus, unless it was removed or overwritten meanwhile.</summary>
    public async ValueTask PublishedAsync(string id, StoredGorse row, CancellationToken cancellationToken)
    {
        var due = row.DueMs;
        row.DueMs = null;
        await documents.TryReplaceAsync(Feedback.Name, DocumentOf(Feedback, id, row), Due, due, cancellationToken);
    }

    private static DocumentQuery Of(string? userId, string? itemId, string? type)
    {
        List<FieldCondition> where = [];
        if (userId is not null) where.Add(new("userId", Comparison.Equal, userId));
        if (itemId is not null) where.Add(new("itemId", Comparison.Equal, itemId));
        if (type is not null) where.Add(new("_id", Comparison.StartsWith, TypePrefix(type)));
        return new() { Where = where };
    }

    private static Document DocumentOf(CollectionDefinition collection, string id, StoredGorse row) =>
        new(id, JsonSerializer.SerializeToUtf8Bytes(row, StoredGorseJsonContext.Default.StoredGorse), ReferenceEquals(collection, Feedback) ? [row.UserId, row.ItemId, row.DueMs] : []);

    private static StoredGorse Decode(Document document) => JsonSerializer.Deserialize(document.Body.Span, StoredGorseJsonContext.Default.StoredGorse)!;

    private static bool TryDecode(string cursor, out string id)
    {
        id = "";
        if (cursor.Length == 0) return true;
        if (!Base64Url.IsValid(cursor)) return false;
        id = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return id.Length > 0 && !id.Contains('\uFFFD', StringComparison.Ordinal) && !id.Contains('\0', StringComparison.Ordinal);
    }
}
