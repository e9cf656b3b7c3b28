using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Writes the first line of an action. Every action has the version that decides whether it still counts.</summary>
internal static class BulkAction
{
    private static readonly JsonEncodedText Put = JsonEncodedText.Encode("index");
    private static readonly JsonEncodedText Delete = JsonEncodedText.Encode("delete");
    private static readonly JsonEncodedText Index = JsonEncodedText.Encode("_index");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("_id");
    private static readonly JsonEncodedText Routing = JsonEncodedText.Encode("routing");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText VersionType = JsonEncodedText.Encode("version_type");
    private static readonly JsonEncodedText AtLeast = JsonEncodedText.Encode("external_gte");

    /// <summary>Begins an action.</summary>
    /// <param name="bulk">Where to.</param>
    /// <param name="isPut">Whether a document follows; else it is removed.</param>
    /// <param name="alias">Alias of the index.</param>
    /// <param name="id">Id of the document.</param>
    /// <param name="routing">By what it is spread over the shards; empty: its id.</param>
    /// <param name="version">Its version.</param>
    public static void Begin(BulkBuffer bulk, bool isPut, JsonEncodedText alias, ReadOnlySpan<char> id, ReadOnlySpan<char> routing, long version)
    {
        bulk.Begin();
        var json = bulk.Json;
        json.WriteStartObject();
        json.WriteStartObject(isPut ? Put : Delete);
        json.WriteString(Index, alias);
        json.WriteString(Id, id);
        if (!routing.IsEmpty) json.WriteString(Routing, routing);
        json.WriteNumber(Version, version);
        json.WriteString(VersionType, AtLeast);
        json.WriteEndObject();
        json.WriteEndObject();
        bulk.EndLine();
    }

    /// <summary>The version as the server takes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static void CheckVersion(long version, string index)
    {
        if (version < 0) throw new ArgumentOutOfRangeException(nameof(version), version, $"{index}: a version is negative");
    }
}
