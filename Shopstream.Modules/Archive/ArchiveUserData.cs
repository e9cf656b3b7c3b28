using System.Text.Encodings.Web;
using System.Text.Json;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Archive;

/// <summary>What the archive keeps of users: sessions, interactions, and refused records in whose text the id stands.</summary>
internal sealed class ArchiveUserData(IDocumentStore documents) : IUserData
{
    public async ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var collection in (CollectionDefinition[])[ArchiveCollections.Sessions, ArchiveCollections.Interactions])
            removed[collection.Name] = (await new CollectionUserData(documents, collection).ForgetAsync(userId, cancellationToken)).Removed[collection.Name];
        removed[RejectedRecords.Collection.Name] = await RefusedAsync(userId, cancellationToken);
        return new(removed, []);
    }

    /// <summary>
    /// Refused records whose values hold the id, whatever their field is called; in the text of broken ones it is searched for as a word.
    /// Too much may go, as when the id is also that of a product; too little does not.
    /// </summary>
    private async Task<long> RefusedAsync(string userId, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(RejectedRecords.Collection, cancellationToken);
        string[] forms = [userId, JsonEncodedText.Encode(userId).ToString(), JsonEncodedText.Encode(userId, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()];
        var found = new List<string>();
        await foreach (var document in documents.FindAsync(RejectedRecords.Collection.Name, DocumentQuery.All, cancellationToken))
        {
            var record = RejectedRecords.Read(document);
            if (forms.Any(f => HasWord(record.Raw, f) || HasWord(record.Detail, f)) || Holds(record.Raw, userId)) found.Add(document.Id);
        }

        foreach (var chunk in found.Chunk(1_000)) await documents.DeleteAsync(RejectedRecords.Collection.Name, chunk, cancellationToken);
        return found.Count;
    }

    private static bool Holds(string raw, string id)
    {
        try
        {
            using var json = JsonDocument.Parse(raw);
            return Holds(json.RootElement, id);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text in it that is no Unicode; what it says as it stands was looked at.
            return false;
        }
    }

    private static bool Holds(JsonElement element, string id) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() == id,
        JsonValueKind.Number => element.GetRawText() == id,
        JsonValueKind.Array => element.EnumerateArray().Any(e => Holds(e, id)),
        JsonValueKind.Object => element.EnumerateObject().Any(p => Holds(p.Value, id)),
        _ => false,
    };

    private static bool HasWord(string text, string id)
    {
        for (var at = text.IndexOf(id, StringComparison.Ordinal); at >= 0; at = text.IndexOf(id, at + 1, StringComparison.Ordinal))
            if (!IsPart(text, at - 1) && !IsPart(text, at + id.Length)) return true;
        return false;
    }

    private static bool IsPart(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}
